package dev.sevsim.bus.trace;

import java.util.List;
import java.util.OptionalLong;

/**
 * A trace that was read back.
 *
 * @param seed what the run can be repeated with; empty for a run without a seed
 * @param records all lines after the header
 */
public record RecordedRun(OptionalLong seed, List<TraceRecord> records) {
    /** Keeps its own list. */
    public RecordedRun {
        records = List.copyOf(records);
    }
}
