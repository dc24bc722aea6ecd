package dev.sevsim.cli.explain;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An explanation with the names and texts that find it.
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
     * A message's text, with gaps for its variable parts.
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

        /** Length of the fixed parts: of two messages that match a line, the one with more fixed text is the better match. */
        int fixedLength() {
            return text.replace(GAP, "").length();
        }

        String words() {
            return text.replace(GAP, " ").toLowerCase(Locale.ROOT);
        }
    }
}
