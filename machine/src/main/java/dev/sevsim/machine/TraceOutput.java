package dev.sevsim.machine;

import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.JsonLinesTrace;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.io.file.OutputTarget;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trace file of a machine, which takes its name when the machine is switched off. */
final class TraceOutput implements AutoCloseable {
    private final Trace trace;
    private final @Nullable JsonLinesTrace lines;
    private final @Nullable OutputTarget target;
    private boolean kept;

    private TraceOutput(Trace trace, @Nullable JsonLinesTrace lines, @Nullable OutputTarget target) {
        this.trace = trace;
        this.lines = lines;
        this.target = target;
    }

    static TraceOutput open(MachineSpec spec, SimClock clock) {
        Optional<Path> file = spec.trace();
        if (file.isEmpty()) {
            return new TraceOutput(Trace.NONE, null, null);
        }
        OutputTarget target = OutputTarget.open("trace", file.get());
        JsonLinesTrace lines = new JsonLinesTrace(
                new OutputStreamWriter(target.stream(), StandardCharsets.UTF_8),
                clock,
                spec.seed(),
                spec.traceInputs());
        return new TraceOutput(lines, lines, target);
    }

    Trace trace() {
        return trace;
    }

    /** Lets the trace take its name when this is closed. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() {
        if (lines == null || target == null) {
            return;
        }
        try (target) {
            if (kept) {
                lines.close();
                target.finish();
            }
        }
    }
}
