package dev.sevsim.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Puts into words why a file could not be used; the file itself is named by who asks. */
final class FileProblem {
    private FileProblem() {}

    static String reason(UncheckedIOException problem) {
        Throwable cause = problem.getCause();
        return cause instanceof IOException io ? reason(io) : "no reason given";
    }

    static String reason(IOException problem) {
        if (problem instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (problem instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (problem instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        if (problem instanceof FileSystemException refused && refused.getReason() != null) {
            return refused.getReason();
        }
        return Objects.toString(problem.getMessage(), problem.getClass().getSimpleName());
    }
}
