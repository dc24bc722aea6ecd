package dev.sevsim.machine;

import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.trace.JsonLinesTrace;
import dev.sevsim.bus.trace.Trace;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The trace file of a machine: written beside its name, moved there when the machine is switched off. */
final class TraceOutput implements AutoCloseable {
    private final Trace trace;
    private final @Nullable JsonLinesTrace lines;
    private final @Nullable Path unfinished;
    private final @Nullable Path target;
    private boolean kept;

    private TraceOutput(Trace trace, @Nullable JsonLinesTrace lines, @Nullable Path unfinished, @Nullable Path target) {
        this.trace = trace;
        this.lines = lines;
        this.unfinished = unfinished;
        this.target = target;
    }

    static TraceOutput open(MachineSpec spec, SimClock clock) {
        Optional<Path> file = spec.trace();
        if (file.isEmpty()) {
            return new TraceOutput(Trace.NONE, null, null, null);
        }
        Path target = file.get();
        Path directory = target.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(target)) {
            throw new InputException("trace " + target + " cannot be written: "
                    + (Files.isDirectory(target) ? "it is a directory" : "its directory does not exist"));
        }
        try {
            Path unfinished = Files.createTempFile(directory, "." + target.getFileName(), ".new");
            BufferedWriter writer = Files.newBufferedWriter(unfinished, StandardCharsets.UTF_8);
            JsonLinesTrace lines = new JsonLinesTrace(writer, clock, spec.seed());
            return new TraceOutput(lines, lines, unfinished, target);
        } catch (IOException e) {
            throw new InputException("trace " + target + " cannot be written: " + FileProblem.reason(e), e);
        }
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
        if (lines == null || unfinished == null || target == null) {
            return;
        }
        try {
            lines.close();
            if (kept) {
                Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.deleteIfExists(unfinished);
        } catch (UncheckedIOException e) {
            throw new InputException("trace " + target + " cannot be written: " + FileProblem.reason(e), e);
        } catch (IOException e) {
            throw new InputException("trace " + target + " cannot be written: " + FileProblem.reason(e), e);
        }
    }
}
