package dev.sevsim.machine;

import dev.sevsim.bus.trace.Trace;
import dev.sevsim.bus.trace.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/** The operations that have begun and not ended: frames without an answer, the outermost first. */
final class OpenSteps implements Trace {
    private final List<TraceEvent> open = new ArrayList<>();

    @Override
    public void record(TraceEvent event) {}

    @Override
    public synchronized Scope enter(TraceEvent event) {
        open.add(event);
        int depth = open.size();
        return () -> leave(depth);
    }

    /** A copy. */
    synchronized List<TraceEvent> open() {
        return List.copyOf(open);
    }

    /** With an operation end those inside it that have not ended. */
    private synchronized void leave(int depth) {
        while (open.size() >= depth) {
            open.remove(open.size() - 1);
        }
    }
}
