package dev.sevsim.bus.trace;

import java.util.List;

/** Hands every event to several traces, each of which numbers for itself. */
public final class CompositeTrace implements Trace {
    private final List<Trace> traces;
    private final boolean enabled;

    /** Asked in this order. */
    public CompositeTrace(List<? extends Trace> traces) {
        this.traces = List.copyOf(traces);
        this.enabled = this.traces.stream().anyMatch(Trace::enabled);
    }

    @Override
    public synchronized void record(TraceEvent event) {
        traces.forEach(trace -> trace.record(event));
    }

    @Override
    public boolean enabled() {
        return enabled;
    }
}
