package dev.sevsim.kernel.shell;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A word of a command line before it is expanded.
 *
 * @param pieces in order; empty for a quoted empty word
 */
record Word(List<Piece> pieces) {
    /** What a piece becomes. */
    enum Kind {
        /** Itself. */
        TEXT,
        /** The value of the variable of that name; {@code ?} is the last status. */
        VARIABLE,
        /** What the command line prints, without line feeds at its end. */
        COMMAND
    }

    /**
     * A part of a word.
     *
     * @param kind what it becomes
     * @param text characters, name or command line
     * @param quoted whether it stays one field and matches no names
     */
    record Piece(Kind kind, String text, boolean quoted) {}

    /** The characters of the pieces, for words that need no expansion. */
    String text() {
        return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }
}
