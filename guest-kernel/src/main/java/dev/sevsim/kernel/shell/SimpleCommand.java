package dev.sevsim.kernel.shell;

import java.util.List;
import java.util.Optional;

/**
 * One command of a line.
 *
 * @param condition when it runs, given the one before
 * @param words name and arguments
 * @param redirect where standard output goes
 */
record SimpleCommand(Condition condition, List<Word> words, Optional<Redirect> redirect) {
    /** When a command runs. */
    enum Condition {
        ALWAYS,
        AFTER_SUCCESS,
        AFTER_FAILURE,
        /** With the output of the one before as its input. */
        PIPED
    }

    /**
     * {@code >} or {@code >>}.
     *
     * @param target file
     * @param append whether it is the latter
     */
    record Redirect(Word target, boolean append) {}
}
