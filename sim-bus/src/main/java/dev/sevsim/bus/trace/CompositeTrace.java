package dev.sevsim.bus.trace;

import java.util.List;

/** Hands every event to several traces, each of which deals out its own step numbers. */
public final class CompositeTrace implements Trace {
    private final List<Trace> traces;
    private final boolean enabled;

    /** Uses the traces in this order. */
    public CompositeTrace(List<? extends Trace> traces) {
        this.traces = List.copyOf(traces);
        this.enabled = this.traces.stream().anyMatch(Trace::enabled);
    }

    @Override
    public synchronized void record(TraceEvent event) {
        traces.forEach(trace -> trace.record(event));
    }

    @Override
    public synchronized Operation begin() {
        List<Operation> operations = traces.stream().map(Trace::begin).toList();
        return event -> end(operations, event);
    }

    @Override
    public synchronized Scope enter(TraceEvent event) {
        List<Scope> scopes = traces.stream().map(trace -> trace.enter(event)).toList();
        return () -> close(scopes);
    }

    @Override
    public synchronized void refused(RefusedCommand refusal) {
        traces.forEach(trace -> trace.refused(refusal));
    }

    @Override
    public boolean enabled() {
        return enabled;
    }

    private synchronized void end(List<Operation> operations, TraceEvent event) {
        operations.forEach(operation -> operation.end(event));
    }

    private synchronized void close(List<Scope> scopes) {
        scopes.forEach(Scope::close);
    }
}
