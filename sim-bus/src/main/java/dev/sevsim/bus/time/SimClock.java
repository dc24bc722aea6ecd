package dev.sevsim.bus.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Simulated time: moves only when it is advanced, so that equal runs see equal times.
 *
 * <p>Starts at 2022-06-28 11:54:00 UTC, the moment that the kernel documentation's listings show, unless another one is given.
 */
public final class SimClock {
    /** When a machine is switched on. */
    public static final Instant DEFAULT_START = Instant.parse("2022-06-28T11:54:00Z");

    private final Instant start;
    private long elapsedNanos;

    public SimClock() {
        this(DEFAULT_START);
    }

    public SimClock(Instant start) {
        this.start = start;
    }

    /** Nanoseconds since the machine was switched on. */
    public synchronized long elapsedNanos() {
        return elapsedNanos;
    }

    /** The simulated wall clock. */
    public synchronized Instant now() {
        return start.plusNanos(elapsedNanos);
    }

    /** Lets time pass up to a moment; a moment that has passed changes nothing. */
    public synchronized void advanceTo(long nanosSinceStart) {
        elapsedNanos = Math.max(elapsedNanos, nanosSinceStart);
    }

    /** Lets time pass. */
    public synchronized void advance(Duration by) {
        elapsedNanos += by.toNanos();
    }
}
