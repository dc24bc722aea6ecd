package dev.sevsim.bridge;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Threads in KVM_RUN whose vCPU waits for another one, each for a millisecond: a real host lets them sleep until a signal comes, which
 * a thread in a call that is answered elsewhere has only when the call is over.
 *
 * @param <T> what stands for a thread
 */
final class SleepingVcpus<T> {
    /** How long each sleeps, and so how late a signal may be. */
    static final long MILLIS = 1;

    private final Queue<Sleeper<T>> sleepers = new ArrayDeque<>();

    /** No thread sleeps. */
    SleepingVcpus() {}

    /** A thread, and the time at which it goes on. */
    private record Sleeper<T>(T thread, long until) {}

    /** Lets a thread sleep from {@code now} on, in the order of the calls. */
    void add(T thread, long now) {
        sleepers.add(new Sleeper<>(thread, now + MILLIS * 1_000_000));
    }

    boolean isEmpty() {
        return sleepers.isEmpty();
    }

    /** Takes a thread that has slept long enough; empty for none. */
    Optional<T> wake(long now) {
        Sleeper<T> first = sleepers.peek();
        if (first == null || now - first.until() < 0) {
            return Optional.empty();
        }
        sleepers.remove();
        return Optional.of(first.thread());
    }
}
