package dev.sevsim.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text for a terminal: lines that fit its width, and no control characters from outside. */
final class TerminalText {
    /** Beside controls what changes the direction or is seen nowhere, and what ends lines: a terminal would show another text. */
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    /** What stands before the text of a line that has columns: its name and at least two blanks. */
    private static final Pattern FIRST_COLUMN = Pattern.compile(" *\\S+( \\S+)* {2,}(?=\\S)");

    private static final int WIDEST_FIRST_COLUMN = 24;
    private static final int HANGING = 2;

    /** A third of a line at least is filled when it is broken between columns. */
    private static final int COLUMNS_BREAK_BEHIND = 3;

    private TerminalText() {}

    /** Control characters, line feeds among them, as {@code \x1b}; those beyond U+00FF as {@code \u202e}. */
    static String printable(String text) {
        return CONTROL.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(escaped(found.group().codePointAt(0))));
    }

    private static String escaped(int character) {
        return String.format(Locale.ROOT, character > 0xFF ? "\\u%04x" : "\\x%02x", character);
    }

    /**
     * A line as lines of at most {@code width} characters, broken at blanks; a word that is longer stays whole. What follows
     * the first line stands below its first column where there is room for it, else two characters to the right of its
     * beginning.
     */
    static List<String> wrapped(String line, int width) {
        int hanging = firstColumn(line).orElse(indent(line) + HANGING);
        return wrapped(line, width, hanging, Math.max(hanging, width / COLUMNS_BREAK_BEHIND));
    }

    /** As {@link #wrapped(String, int)} for text without columns; what follows the first line stands at {@code hanging}. */
    static List<String> wrapped(String line, int width, int hanging) {
        return wrapped(line, width, hanging, width);
    }

    private static List<String> wrapped(String line, int width, int hanging, int columnsFrom) {
        List<String> lines = new ArrayList<>();
        int indent = indent(line);
        String rest = line;
        while (rest.length() > width) {
            int end = end(rest, columnsFrom, width);
            if (end < 0) {
                break;
            }
            lines.add(rest.substring(0, end).stripTrailing());
            String text = rest.substring(end).stripLeading();
            int word = (text + " ").indexOf(' ');
            rest = " ".repeat(hanging + word > width ? indent + HANGING : hanging) + text;
        }
        lines.add(rest);
        return lines;
    }

    /** Where a line is broken: between two columns, else at its last blank, else behind a word that is too long. */
    private static int end(String line, int columnsFrom, int width) {
        int columns = line.lastIndexOf("  ", width);
        int end = columns > columnsFrom ? columns : line.lastIndexOf(' ', width);
        int indent = indent(line);
        return end > indent ? end : line.indexOf(' ', Math.max(width, indent + 1));
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static OptionalInt firstColumn(String line) {
        Matcher column = FIRST_COLUMN.matcher(line);
        return column.lookingAt() && column.end() <= WIDEST_FIRST_COLUMN
                ? OptionalInt.of(column.end())
                : OptionalInt.empty();
    }
}
