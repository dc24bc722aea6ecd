package dev.sevsim.bus.work;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Threads that may take over a part of the caller's work.
 *
 * <p>No result depends on whether a thread takes part: every operation that returns something does the work on the
 * caller's thread where no other thread has started it.
 */
public interface Workers extends AutoCloseable {
    /** No other threads: all work is done by its caller, when it asks for the result. */
    static Workers direct() {
        return DirectWorkers.INSTANCE;
    }

    /** As many daemon threads as the JVM has processors besides the caller's, at least one; see {@link PooledWorkers}. */
    static Workers pooled() {
        return new PooledWorkers(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
    }

    /** As {@link #pooled}, the same threads for every caller; closing them has no effect. */
    static Workers shared() {
        return SharedWorkers.INSTANCE;
    }

    /**
     * Offers a task to another thread, which may run it later or never.
     *
     * <p>For tasks that the caller can also do itself; what they throw is lost.
     */
    void offer(Runnable task);

    /** Ends the threads when the offered tasks are done; later offers are ignored. */
    @Override
    void close();

    /** Starts {@code work}, whose result is wanted later. */
    default <T> Ahead<T> start(Callable<T> work) {
        Ahead<T> ahead = new Ahead<>(work);
        offer(ahead);
        return ahead;
    }

    /** The results of all tasks, in their order; throws what the first failed task threw. */
    default <T> List<T> all(List<? extends Callable<T>> tasks) {
        List<Ahead<T>> started = tasks.stream().map(this::<T>start).toList();
        started.forEach(Ahead::run);
        return started.stream().map(Ahead::get).toList();
    }

    /**
     * The result of the first search, in their order, that finds something; searches after one that found something may
     * be left out.
     */
    default <T> Optional<T> first(List<? extends Supplier<Optional<T>>> searches) {
        AtomicInteger found = new AtomicInteger(Integer.MAX_VALUE);
        List<Callable<Optional<T>>> tasks = IntStream.range(0, searches.size())
                .<Callable<Optional<T>>>mapToObj(index -> () -> {
                    if (index > found.get()) {
                        return Optional.empty();
                    }
                    Optional<T> result = searches.get(index).get();
                    if (result.isPresent()) {
                        found.accumulateAndGet(index, Math::min);
                    }
                    return result;
                })
                .toList();
        return all(tasks).stream().flatMap(Optional::stream).findFirst();
    }
}
