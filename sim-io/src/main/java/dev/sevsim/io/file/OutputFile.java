package dev.sevsim.io.file;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes files atomically: to a name beside the target first, then moved over it. */
public final class OutputFile {
    private OutputFile() {}

    /** Makes the directory where it is missing. */
    public static void makeDirectory(String what, Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new InputException(what + " " + directory + " is a file, expected a directory", e);
        } catch (IOException e) {
            throw new InputException(what + " " + directory + " cannot be made: " + FileProblem.reason(e), e);
        }
    }

    /** Replaces {@code file} by {@code content}. */
    public static void write(String what, Path file, Bytes content) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new InputException(what + " " + file + " cannot be written: its directory does not exist");
        }
        try {
            Path unfinished = Files.createTempFile(directory, "." + file.getFileName(), ".new");
            try {
                Files.write(unfinished, content.toArray());
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new InputException(what + " " + file + " cannot be written: " + FileProblem.reason(e), e);
        }
    }
}
