package dev.sevsim.bus;

import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** Frames that a tap delayed, by release time and then in the order in which they were delayed. */
final class DelayedFrames {
    private final PriorityQueue<Delayed> queue =
            new PriorityQueue<>(Comparator.comparingLong(Delayed::releaseNanos).thenComparingLong(Delayed::order));
    private long nextOrder;

    void add(long releaseNanos, BusEndpoint at, Runnable release) {
        queue.add(new Delayed(releaseNanos, nextOrder++, at, release));
    }

    /** When the next frame is due. */
    OptionalLong next() {
        Delayed first = queue.peek();
        return first == null ? OptionalLong.empty() : OptionalLong.of(first.releaseNanos());
    }

    /** Takes the next frame if it is due by {@code nowNanos}. */
    @Nullable
    Delayed pollDue(long nowNanos) {
        Delayed first = queue.peek();
        return first != null && first.releaseNanos() <= nowNanos ? queue.poll() : null;
    }

    /** A frame and when it is released. */
    record Delayed(long releaseNanos, long order, BusEndpoint at, Runnable release) {}
}
