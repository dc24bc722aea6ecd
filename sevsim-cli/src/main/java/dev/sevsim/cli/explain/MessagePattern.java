package dev.sevsim.cli.explain;

import dev.sevsim.cli.explain.Part.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message's text, with gaps for its variable parts.
 *
 * @param text as it is in the catalogue; a gap is in braces, as {@link Gap} names it
 * @param regex the same for a search; each gap is a group
 * @param gaps the gaps in their order
 * @param longestWord its longest word in lower case: a line without it is not searched
 */
record MessagePattern(String text, Pattern regex, List<Gap> gaps, String longestWord) {
    private static final Pattern BRACES = Pattern.compile("\\{[a-z]*}");

    /** The end of a sentence, which a line may lack; not that of an ellipsis, nor one behind a gap, which it ends. */
    private static final Pattern FINAL_DOT = Pattern.compile("[^.}]\\.$");

    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{Alnum}]+");
    private static final Pattern QUOTES = Pattern.compile("['\"]");

    /** What stands in a gap. */
    enum Gap {
        /** Any text. */
        ANY("{}", ".*?", Kind.UNKNOWN),
        /** A firmware status as a number. */
        STATUS("{status}", "-?0[xX][0-9a-fA-F]{1,8}|-?[0-9]{1,10}", Kind.FIRMWARE_STATUS),
        /** An error number, negative or not. */
        ERRNO("{errno}", "-?[0-9]{1,9}", Kind.ERRNO),
        /** A result that is -1 for every failure, or a negative error number. */
        RETURN("{ret}", "-?[0-9]{1,9}", Kind.RETURN_VALUE),
        /** The id of a firmware command. */
        COMMAND("{command}", "0[xX][0-9a-fA-F]{1,8}|[0-9]{1,5}", Kind.COMMAND);

        private final String mark;
        private final String expression;
        private final Kind kind;

        Gap(String mark, String expression, Kind kind) {
            this.mark = mark;
            this.expression = expression;
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }

        private static Gap of(String mark) {
            return Arrays.stream(values())
                    .filter(gap -> gap.mark.equals(mark))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("gap " + mark));
        }
    }

    /** A gap's place in a line. */
    record Filling(Gap gap, int start, int end) {}

    /** Where a message is in a line. */
    record Match(MessagePattern pattern, int start, int end, List<Filling> fillings) {}

    MessagePattern {
        gaps = List.copyOf(gaps);
    }

    static MessagePattern of(String text) {
        boolean dot = FINAL_DOT.matcher(text).find();
        String sentence = dot ? text.substring(0, text.length() - 1) : text;
        StringBuilder regex = new StringBuilder();
        List<Gap> gaps = new ArrayList<>();
        Matcher brace = BRACES.matcher(sentence);
        int from = 0;
        while (brace.find()) {
            regex.append(fixed(sentence.substring(from, brace.start())));
            Gap gap = Gap.of(brace.group());
            gaps.add(gap);
            regex.append('(').append(gap.expression).append(')');
            from = brace.end();
        }
        regex.append(fixed(sentence.substring(from)));
        String bounded = boundary(text, 0, "(?<![\\p{Alnum}_])")
                + regex
                + boundary(sentence, sentence.length() - 1, "(?![\\p{Alnum}_])")
                + (dot ? "\\.?" : "");
        return new MessagePattern(text, Pattern.compile(bounded, Pattern.CASE_INSENSITIVE), gaps, longestWord(text));
    }

    private static String longestWord(String text) {
        return NOT_A_WORD
                .splitAsStream(BRACES.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }

    /** A word of the message is not a part of a longer word. */
    private static String boundary(String text, int at, String expression) {
        return Character.isLetterOrDigit(text.charAt(at)) ? expression : "";
    }

    /** Fixed text; runs of blanks are alike, and so are straight and typographic quotes. */
    private static String fixed(String text) {
        return Arrays.stream(text.split("(?<= )|(?= )", -1))
                .map(piece -> piece.equals(" ") ? "\\s+" : quoted(piece))
                .reduce("", String::concat);
    }

    private static String quoted(String piece) {
        return QUOTES.matcher(Pattern.quote(piece)).replaceAll("\\\\E['\"\u2018\u2019\u201c\u201d]\\\\Q");
    }

    /**
     * Where the message is in a line.
     *
     * @param lower the line in lower case
     */
    Optional<Match> in(CharSequence line, String lower) {
        if (!lower.contains(longestWord)) {
            return Optional.empty();
        }
        Matcher matcher = regex.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        List<Filling> fillings = new ArrayList<>();
        for (int i = 0; i < gaps.size(); i++) {
            fillings.add(new Filling(gaps.get(i), matcher.start(i + 1), matcher.end(i + 1)));
        }
        return Optional.of(new Match(this, matcher.start(), matcher.end(), List.copyOf(fillings)));
    }

    /** Length of the fixed parts: of two messages that match a line, the one with more fixed text is the better match. */
    int fixedLength() {
        return BRACES.matcher(text).replaceAll("").length();
    }

    /** The text with dots for its gaps. */
    String readable() {
        return BRACES.matcher(text).replaceAll("...");
    }

    String words() {
        return BRACES.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT);
    }
}
