package dev.sevsim.kernel.conformance;

import dev.sevsim.kernel.core.KernelTime;
import java.time.Instant;

/** Time that moves one second with each call, so that an instant shows the call that made it. */
final class RecordedTime implements KernelTime {
    private static final Instant OLD = Instant.parse("2022-06-28T11:00:00Z");

    /** Module loaded, call -1. */
    private static final Instant LOADED = Instant.parse("2022-06-28T11:54:00Z");

    private Instant now = OLD;

    /** The clock shows the time of a call; -1 is the loading before the first. */
    void moveTo(int call) {
        now = LOADED.plusSeconds(call + 1L);
    }

    @Override
    public Instant now() {
        return now;
    }

    /** An instant as recordings name it: the number of a call, {@code old}, or seconds that a call has set. */
    static Object name(Instant instant) {
        if (instant.equals(OLD)) {
            return "old";
        }
        long call = instant.getEpochSecond() - LOADED.getEpochSecond() - 1;
        return call < -1 ? "s" + instant.getEpochSecond() : (Object) call;
    }
}
