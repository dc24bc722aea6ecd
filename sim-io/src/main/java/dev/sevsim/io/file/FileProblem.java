package dev.sevsim.io.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** The reason of a failed file operation as text for a message that names the file. */
public final class FileProblem {
    /** The text of ELOOP, to which Java adds further causes in some places. */
    private static final String LINK_LOOP = "Too many levels of symbolic links";

    private FileProblem() {}

    /** The reason of the cause. */
    public static String reason(UncheckedIOException problem) {
        Throwable cause = problem.getCause();
        return cause instanceof IOException io ? reason(io) : "no reason given";
    }

    /** The reason in a few words, such as {@code permission denied}. */
    public static String reason(IOException problem) {
        if (problem instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (problem instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (problem instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        if (problem instanceof FileSystemLoopException
                || Objects.toString(problem.getMessage(), "").contains(LINK_LOOP)) {
            return "too many levels of symbolic links";
        }
        if (problem instanceof FileSystemException refused && refused.getReason() != null) {
            return refused.getReason();
        }
        return Objects.toString(problem.getMessage(), problem.getClass().getSimpleName());
    }
}
