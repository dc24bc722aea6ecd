package dev.sevsim.scenario.file;

import dev.sevsim.io.file.InputException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Explains texts that lack their end: {@code #} after a blank begins a comment in YAML, and the number of a point is written with it.
 */
final class CutText {
    private static final Pattern NUMBER = Pattern.compile("\\s#\\d");

    private CutText() {}

    /** Runs something that may refuse a text; where the text's line has a number that was cut off, the message states it. */
    static void hinting(Place place, String document, Runnable action) {
        try {
            action.run();
        } catch (InputException e) {
            throw new InputException(e.getMessage() + hint(document, place.line(), 1), e);
        }
    }

    /**
     * The end of a message about a line; empty where nothing was cut off.
     *
     * @param lines how many lines count, this one and those before it: a parser may find the fault in the line after
     */
    static String hint(String document, int line, int lines) {
        String text = document.lines()
                .skip(Math.max(0, line - lines))
                .limit(Math.min(line, lines))
                .collect(Collectors.joining("\n"));
        Matcher number = NUMBER.matcher(text);
        return number.find()
                ? "; '" + number.group().strip() + "' begins a comment in YAML: put the whole text in quotes"
                : "";
    }
}
