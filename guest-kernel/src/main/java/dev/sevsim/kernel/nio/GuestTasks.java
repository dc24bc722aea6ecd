package dev.sevsim.kernel.nio;

import dev.sevsim.bus.work.Uninterrupted;
import dev.sevsim.kernel.core.KernelOops;
import dev.sevsim.kernel.fs.SystemCalls;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * Work from outside that the guest does when it is idle, in its own turn: the guest's thread makes the system calls,
 * and memory is reached through its own CPU.
 */
public final class GuestTasks {
    private final Queue<Task<?>> waiting = new ConcurrentLinkedQueue<>();

    /** One piece of work. */
    private static final class Task<T> {
        private final Function<SystemCalls, T> work;
        private final FutureTask<T> outcome;
        private volatile SystemCalls[] calls = {};

        Task(Function<SystemCalls, T> work) {
            this.work = work;
            this.outcome = new FutureTask<>(() -> this.work.apply(calls[0]));
        }

        void run(SystemCalls own) {
            calls = new SystemCalls[] {own};
            outcome.run();
        }
    }

    /** Nothing to do. */
    public GuestTasks() {}

    /** Does what is waiting; for the guest, between looking for input and halting. */
    @SuppressWarnings("exports") // the guest's side, called inside this module only
    public void serve(SystemCalls calls) {
        for (Task<?> task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run(calls);
        }
    }

    /**
     * Has the guest do something.
     *
     * @param drive lets the guest run until it is idle again, and answers whether it still can
     * @throws IllegalStateException when the guest ends before it is done
     */
    <T> T call(Function<SystemCalls, T> work, Drive drive) {
        Task<T> task = new Task<>(work);
        waiting.add(task);
        while (!task.outcome.isDone()) {
            if (!drive.untilIdle() && !task.outcome.isDone()) {
                waiting.remove(task);
                throw new IllegalStateException("the guest does not run any more");
            }
        }
        return result(task.outcome);
    }

    private static <T> T result(FutureTask<T> outcome) {
        try {
            return Uninterrupted.get(outcome);
        } catch (ExecutionException | CancellationException e) {
            String problem = e.getCause() instanceof KernelOops oops ? oops.getMessage() : "guest work failed";
            throw new IllegalStateException(problem, e);
        }
    }

    /** Lets the guest run. */
    @FunctionalInterface
    public interface Drive {
        /** Enters the guest until it is idle; false when it is off or lost. */
        boolean untilIdle();
    }
}
