package dev.sevsim.machine;

import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceFormatException;
import dev.sevsim.bus.trace.TraceReader;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A trace on disk. */
public final class TraceFile {
    private TraceFile() {}

    /** Reads a whole trace; {@code -} is standard input. */
    public static RecordedRun read(Path file) {
        return read(file, problem -> {
            throw new InputException(problem);
        });
    }

    /** Reads a trace as far as it is whole; {@code incomplete} receives a message when a part of it is missing. */
    public static RecordedRun read(Path file, Consumer<String> incomplete) {
        if (Files.isDirectory(file)) {
            throw new InputException("trace " + file + " is a directory, expected a file");
        }
        try (InputStream content = InputFile.open(file)) {
            return new TraceReader()
                    .read(content, problem -> incomplete.accept("trace " + file + ": " + problem.getMessage()));
        } catch (NoSuchFileException e) {
            throw new InputException("trace " + file + " does not exist", e);
        } catch (TraceFormatException e) {
            throw new InputException("trace " + file + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new InputException("trace " + file + " cannot be read: " + FileProblem.reason(e), e);
        } catch (IOException e) {
            throw new InputException("trace " + file + " cannot be read: " + FileProblem.reason(e), e);
        }
    }
}
