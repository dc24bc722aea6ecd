package dev.sevsim.kernel.core;

import java.time.Instant;

/** The clocks that the kernel reads. */
public interface KernelTime {
    /** Wall clock. */
    Instant now();

    /** Nanoseconds since the kernel's scheduler clock started; 0 before it did. */
    default long uptimeNanos() {
        return 0;
    }

    /** A clock that stands still at {@code instant}. */
    static KernelTime fixed(Instant instant) {
        return new Fixed(instant);
    }

    /**
     * A clock that stands still.
     *
     * @param now what it shows
     */
    record Fixed(Instant now) implements KernelTime {}
}
