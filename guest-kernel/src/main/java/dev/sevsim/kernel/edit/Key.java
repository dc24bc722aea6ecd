package dev.sevsim.kernel.edit;

/**
 * A key, or a report of the terminal.
 *
 * @param kind which one
 * @param value the code point of a character, the column of a report; otherwise 0
 */
record Key(Kind kind, int value) {
    /** What a key does. */
    enum Kind {
        CHARACTER,
        ENTER,
        TAB,
        INTERRUPT,
        /** Deletes under the cursor; in an empty line it is the end of input. */
        DELETE_OR_END,
        BACKSPACE,
        DELETE,
        LEFT,
        RIGHT,
        WORD_LEFT,
        WORD_RIGHT,
        HOME,
        END,
        UP,
        DOWN,
        KILL_TO_START,
        KILL_TO_END,
        KILL_WORD,
        YANK,
        CLEAR_SCREEN,
        /** The terminal's answer to where its cursor is: the column, from 1. */
        CURSOR_REPORT,
        /** A key without a meaning here. */
        OTHER
    }

    static Key of(Kind kind) {
        return new Key(kind, 0);
    }

    static Key character(int codePoint) {
        return new Key(Kind.CHARACTER, codePoint);
    }
}
