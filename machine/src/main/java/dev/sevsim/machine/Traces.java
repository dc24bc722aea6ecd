package dev.sevsim.machine;

import dev.sevsim.bus.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/** Several receivers of trace records as one. */
final class Traces {
    private Traces() {}

    /** Passes each record to {@code first} and then to {@code more}, as far as they are enabled. */
    static Trace all(Trace first, List<Trace> more) {
        List<Trace> sinks = new ArrayList<>(List.of(first));
        sinks.addAll(more);
        sinks.removeIf(sink -> !sink.enabled());
        return switch (sinks.size()) {
            case 0 -> Trace.NONE;
            case 1 -> sinks.get(0);
            default -> event -> sinks.forEach(sink -> sink.record(event));
        };
    }
}
