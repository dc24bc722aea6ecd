package dev.sevsim.io.text;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bounds what a message repeats of its input: a text of any length, and one line without a blank. */
public final class CutWords {
    /** Letters of a word, or of a text in quotes, that is left as it is; the figure is our choice. */
    private static final int LONGEST = 120;

    /** What is shown of a longer one, short enough to be left when it is cut again. */
    private static final int SHOWN = 100;

    private static final Pattern LONG = Pattern.compile("'[^']{" + (LONGEST + 1) + ",}'|\\S{" + (LONGEST + 1) + ",}");

    private CutWords() {}

    /** The message with words and quoted texts of more than 120 letters cut, each with its length. */
    public static String of(String message) {
        return LONG.matcher(message).replaceAll(CutWords::cut);
    }

    private static String cut(MatchResult found) {
        String text = found.group();
        boolean quoted = text.startsWith("'") && text.endsWith("'");
        int letters = quoted ? text.length() - 2 : text.length();
        String kept = text.substring(0, SHOWN) + "..." + (quoted ? "'" : "");
        return Matcher.quoteReplacement(kept + " (" + letters + " characters)");
    }
}
