package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files with progress; before one that is no regular file, and may have no end, a line states that it is read. */
final class ShownReader {
    private final Console console;

    ShownReader(Console console) {
        this.console = console;
    }

    /** A file of 0 to {@code maximumBytes} bytes. */
    Bytes read(String what, Path file, long maximumBytes) {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            console.remark("sevsim: reading " + what + " " + file + ", which is no regular file, to its end");
        }
        try (Progress progress = console.progress("reading " + what, size(file))) {
            return InputFile.readPossiblyEmpty(what, file, maximumBytes, progress::done);
        }
    }

    /** A file's size for the progress bar; 0 when it cannot be read, the reader reports the reason. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
