package dev.sevsim.bus.trace;

import java.util.List;

/**
 * A trace that was read back.
 *
 * @param seed what the run can be repeated with
 * @param records all lines after the header
 */
public record RecordedRun(long seed, List<TraceRecord> records) {
    /** Keeps its own list. */
    public RecordedRun {
        records = List.copyOf(records);
    }
}
