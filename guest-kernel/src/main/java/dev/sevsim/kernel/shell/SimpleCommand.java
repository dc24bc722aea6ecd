package dev.sevsim.kernel.shell;

import java.util.List;

/**
 * One command of a line.
 *
 * @param condition when it runs, given the one before
 * @param words assignments, name and arguments; empty for a group
 * @param redirects in order
 * @param group what stands in parentheses
 */
record SimpleCommand(Condition condition, List<Word> words, List<Redirect> redirects, List<SimpleCommand> group) {
    /** When a command runs. */
    enum Condition {
        ALWAYS,
        AFTER_SUCCESS,
        AFTER_FAILURE,
        /** With the output of the one before as its input. */
        PIPED
    }

    /** What a redirection does. */
    enum Direction {
        READ,
        WRITE,
        APPEND,
        /** The target is the number of a descriptor. */
        DUPLICATE
    }

    /**
     * A redirection.
     *
     * @param descriptor 0 standard input, 1 output, 2 error
     * @param direction what it does
     * @param target file or number
     */
    record Redirect(int descriptor, Direction direction, Word target) {}
}
