package dev.sevsim.io.file;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Writes a file that a user named. */
public final class OutputFile {
    private OutputFile() {}

    /** Writes {@code content} to {@code file}, as {@link OutputTarget} describes. */
    public static void write(String what, Path file, Bytes content) {
        try (OutputTarget target = OutputTarget.open(what, file)) {
            target.stream().write(content.toArray());
            target.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("a target reports its failures itself", e);
        }
    }
}
