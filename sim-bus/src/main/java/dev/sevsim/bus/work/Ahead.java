package dev.sevsim.bus.work;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A result that another thread may compute while the caller does something else: {@link Workers#start} makes one.
 *
 * <p>{@link #get} runs the task itself if no pool thread has started it. The work must not depend on which thread does it
 * or when.
 */
public final class Ahead<T> implements Runnable {
    private final FutureTask<T> task;

    Ahead(Callable<T> work) {
        task = new FutureTask<>(work);
    }

    /** Does the work unless a thread has started it; returns at once if one has. */
    @Override
    public void run() {
        task.run();
    }

    /** The result; throws what the work threw. An interrupt while waiting is restored before the return. */
    public T get() {
        task.run();
        try {
            return Uninterrupted.get(task);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked
                ? unchecked
                : new IllegalStateException("work on another thread failed", thrown);
    }
}
