package dev.sevsim.bus.trace;

import java.util.OptionalLong;

/**
 * A line of a trace.
 *
 * @param step counts from 1
 * @param parent step of the innermost operation that was open, a smaller number; empty for none
 * @param timeNanos simulated time since the machine was switched on; of an operation, when it began
 * @param event what happened
 */
public record TraceRecord(long step, OptionalLong parent, long timeNanos, TraceEvent event) {
    /** A record outside every operation. */
    public TraceRecord(long step, long timeNanos, TraceEvent event) {
        this(step, OptionalLong.empty(), timeNanos, event);
    }
}
