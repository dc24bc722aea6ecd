package dev.sevsim.kernel.edit;

/**
 * The part of a terminal that a line is edited in: writes what changes and tracks the cursor.
 *
 * <p>The width of the terminal is not given; until it has answered, lines count as never wrapping, and what is typed at
 * the end of a line shows as plain characters and nothing else.
 */
final class Screen {
    /** Where the cursor is, then where it stops when it is sent far to the right; it goes back to where it was. */
    private static final String QUESTION = "\u001B[6n\u001B7\u001B[999C\u001B[6n\u001B8";

    private static final int NARROWEST = 8;

    private final StringBuilder out = new StringBuilder();
    /** Column of the line's first cell. */
    private int start;
    /** Columns of the terminal; 0 while it is not known. */
    private int width;
    /** Cell that the cursor is at, counted from the line's first. */
    private int at;

    private int askedAt;
    private int reportedColumn;
    private int reportsDue;

    /** A line begins, {@code cells} behind the left margin. */
    void begin(int cells) {
        start = cells;
        at = 0;
    }

    /** What is to be sent since it was last taken. */
    String take() {
        String text = out.toString();
        out.setLength(0);
        return text;
    }

    /** Columns, as far as they are known. */
    int width() {
        return width == 0 ? 80 : width;
    }

    /** Text that is no part of the line. */
    void print(String text) {
        out.append(text);
    }

    /** Text of the line at the cursor, which moves behind it. */
    void write(String text) {
        out.append(text.replace('\t', ' '));
        at += Cells.of(text);
        if (width > 0 && !text.isEmpty() && (start + at) % width == 0) {
            // A terminal wraps only with the next character.
            out.append(" \r");
        }
    }

    /** Blanks out cells behind the cursor, which stays. */
    void erase(int cells) {
        if (cells > 0) {
            int back = at;
            write(" ".repeat(cells));
            moveTo(back);
        }
    }

    /** Blanks out cells before the cursor one by one, as a terminal's own line discipline does. */
    void rubOut(int cells) {
        out.append("\b \b".repeat(cells));
        at -= cells;
    }

    boolean mayWrap() {
        return width > 0;
    }

    void moveTo(int cell) {
        int rows = width == 0 ? 0 : (start + cell) / width - (start + at) / width;
        int columns = width == 0 ? cell - at : (start + cell) % width - (start + at) % width;
        if (rows != 0) {
            out.append(sequence(Math.abs(rows), rows < 0 ? 'A' : 'B'));
        }
        if (columns < 0) {
            out.append("\b".repeat(-columns));
        } else if (columns > 0) {
            out.append(sequence(columns, 'C'));
        }
        at = cell;
    }

    /** Asks the terminal for its width, unless an answer is due. */
    void ask() {
        if (reportsDue == 0) {
            out.append(QUESTION);
            askedAt = at;
            reportsDue = 2;
        }
    }

    /** Handles a cursor report; columns count from 1. */
    void report(int column) {
        if (reportsDue == 2) {
            reportedColumn = column - 1;
        } else if (reportsDue == 1 && column >= NARROWEST) {
            width = column;
            start = Math.floorMod(reportedColumn - askedAt, width);
        }
        reportsDue = Math.max(0, reportsDue - 1);
    }

    private static String sequence(int count, char letter) {
        return "\u001B[" + count + letter;
    }
}
