package dev.sevsim.bus.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A trace that was read back.
 *
 * @param seed what the run can be repeated with; empty for a run without a seed
 * @param inputs what the run was made of, by the names of options: values, and SHA-256 digests of files; empty for none
 * @param records all lines after the header
 */
public record RecordedRun(OptionalLong seed, Map<String, String> inputs, List<TraceRecord> records) {
    /** A run without inputs. */
    public RecordedRun(OptionalLong seed, List<TraceRecord> records) {
        this(seed, Map.of(), records);
    }

    /** Keeps its own collections. */
    public RecordedRun {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        records = List.copyOf(records);
    }
}
