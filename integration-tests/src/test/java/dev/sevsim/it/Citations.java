package dev.sevsim.it;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds citations of the reference in a text of any kind. */
final class Citations {
    /** File names of the reference without their ending. */
    static final String NAMES = "sev-firmware-api|kvm-host|guest-kernel|ovmf-guest|guest-owner-tools|sev-snp";

    private static final String NUMBERS = "\\d+(?:\\.\\d+)*(?:(?:, and |, | and | to )\\d+(?:\\.\\d+)*)*";
    private static final Pattern CITATION =
            Pattern.compile("docs/reference/([\\w-]+)\\.md(?:,? sections? (" + NUMBERS + "))?");
    private static final Pattern INSIDE = Pattern.compile("`(" + NAMES + ")\\.md` sections? (" + NUMBERS + ")");
    private static final Pattern WITHOUT_PATH = Pattern.compile("(?<![\\w/.-])(?:" + NAMES + ")\\.md\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)*");

    private Citations() {}

    /**
     * One citation.
     *
     * @param file name without ending, such as {@code kvm-host}
     * @param sections numbers, none for a citation of the whole file
     */
    record Citation(String file, List<String> sections) {}

    /** Citations by path: {@code docs/reference/kvm-host.md sections 5.2 and 5.4}. */
    static List<Citation> byPath(String text) {
        return find(CITATION, joined(text));
    }

    /** Citations of one file of the reference in another. */
    static List<Citation> between(String text) {
        return find(INSIDE, joined(text));
    }

    /** Names of reference files that stand without the path. */
    static List<String> withoutPath(String text) {
        return WITHOUT_PATH.matcher(text).results().map(m -> m.group()).toList();
    }

    private static List<Citation> find(Pattern pattern, String text) {
        List<Citation> found = new ArrayList<>();
        Matcher citation = pattern.matcher(text);
        while (citation.find()) {
            String numbers = citation.group(2);
            found.add(new Citation(
                    citation.group(1),
                    numbers == null
                            ? List.of()
                            : NUMBER.matcher(numbers)
                                    .results()
                                    .map(m -> m.group())
                                    .toList()));
        }
        return found;
    }

    /** Joins lines of a comment and parts of a string, so that a citation is found across their ends. */
    private static String joined(String text) {
        return text.replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("\\s*\\n\\s*(?:\\*(?!/)|//)?\\s*", " ");
    }
}
