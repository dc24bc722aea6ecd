package dev.sevsim.cli.explain;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An explanation with the ways in which it is asked for.
 *
 * @param names full names and other spellings
 * @param patterns the texts of a message
 */
record CatalogueEntry(Explanation explanation, List<String> names, List<MessagePattern> patterns) {
    private static final String GAP = "{}";

    CatalogueEntry {
        names = List.copyOf(names);
        patterns = List.copyOf(patterns);
    }

    boolean isNamed(String word) {
        return names.stream().anyMatch(word::equalsIgnoreCase);
    }

    /**
     * A message's text, with gaps for what differs from one time to the next.
     *
     * @param text as it is written down; {@code {}} is a gap
     * @param regex the same for a search
     */
    record MessagePattern(String text, Pattern regex) {
        static MessagePattern of(String text) {
            StringBuilder regex = new StringBuilder();
            int from = 0;
            for (int gap = text.indexOf(GAP); gap >= 0; gap = text.indexOf(GAP, from)) {
                regex.append(Pattern.quote(text.substring(from, gap))).append(".*?");
                from = gap + GAP.length();
            }
            regex.append(Pattern.quote(text.substring(from)));
            return new MessagePattern(text, Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE));
        }

        boolean isIn(String line) {
            return regex.matcher(line).find();
        }

        /** How much of it is fixed: of two messages that fit a line the more definite one is meant. */
        int fixedLength() {
            return text.replace(GAP, "").length();
        }

        String words() {
            return text.replace(GAP, " ").toLowerCase(Locale.ROOT);
        }
    }
}
