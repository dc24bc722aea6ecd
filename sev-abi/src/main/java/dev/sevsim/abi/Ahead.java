package dev.sevsim.abi;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Something that another thread works out while the caller is busy with something else.
 *
 * <p>Whoever asks for it before another thread has begun does the work itself, so nobody waits for a thread that does not
 * come. The work must not depend on who does it or when.
 */
public final class Ahead<T> {
    private final FutureTask<T> task;

    private Ahead(Callable<T> work) {
        task = new FutureTask<>(work);
    }

    /** Lets {@code work} begin. */
    public static <T> Ahead<T> of(Callable<T> work) {
        Ahead<T> ahead = new Ahead<>(work);
        ForkJoinPool.commonPool().execute(ahead.task);
        return ahead;
    }

    /** What came of it; throws what the work threw. An interrupt is kept for later. */
    public T get() {
        task.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("work done ahead failed", thrown);
    }
}
