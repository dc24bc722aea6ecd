package dev.sevsim.io.file;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Follows symbolic links to a file that need not exist yet. */
final class SymbolicLinks {
    /** As many as Linux follows: path_resolution(7). */
    private static final int MAXIMUM = 40;

    private SymbolicLinks() {}

    /** The path that opening {@code file} for writing would create or open. */
    static Path follow(Path file) throws IOException {
        Path current = file;
        for (int i = 0; i < MAXIMUM; i++) {
            if (!Files.isSymbolicLink(current)) {
                return current;
            }
            current = current.resolveSibling(Files.readSymbolicLink(current));
        }
        throw new FileSystemLoopException(file.toString());
    }
}
