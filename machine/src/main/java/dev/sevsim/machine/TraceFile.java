package dev.sevsim.machine;

import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceFormatException;
import dev.sevsim.bus.trace.TraceReader;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A trace on disk. */
public final class TraceFile {
    private TraceFile() {}

    /** Reads a whole trace. */
    public static RecordedRun read(Path file) {
        if (Files.isDirectory(file)) {
            throw new InputException("trace " + file + " is a directory, expected a file");
        }
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return new TraceReader().read(reader);
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
