package dev.sevsim.it;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words that texts of this project do not use, and the phrases in which they are right. */
final class BannedWords {
    /** Things do not believe, hear, want, know or say; agents and results have names. */
    private static final List<String> WORDS = List.of(
            "believ\\w+",
            "hears?",
            "wants",
            "knows?",
            "says",
            "said",
            "forgets",
            "forgotten",
            "dies",
            "worth",
            "nobody",
            "somebody",
            "anybody",
            "everybody",
            "whoever",
            "habits?",
            "rubbish",
            "story",
            "patience",
            "riddles?",
            "came of it",
            "makes of",
            "made by picocli",
            "play fair",
            "gives? the turn away",
            "home-made");

    private static final Pattern BANNED =
            Pattern.compile("(?<![\\w-])(?:" + String.join("|", WORDS) + ")(?![\\w-])", Pattern.CASE_INSENSITIVE);

    /** Phrases that are right as they stand, in lower case: quotations of other software, fixed terms, rules themselves. */
    private static final List<String> ALLOWED = List.of(
            // CONTRIBUTING.md and the changelog name the rule.
            "do not believe, hear, want, know or say",
            // The JDK's and other programs' own words.
            "i know",
            "known");

    private static final Pattern COMMENT_OR_STRING =
            Pattern.compile("/\\*.*?\\*/|//[^\\n]*|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);
    private static final Pattern TEST_NAME = Pattern.compile("\\bvoid ([a-z]\\w*)\\(");

    private BannedWords() {}

    /** Banned words in a text, with the words around them. */
    static List<String> in(String text) {
        String joined = text.replaceAll("\\s*\\n\\s*(?:\\*(?!/)|//)?\\s*", " ");
        String lower = joined.toLowerCase(Locale.ROOT);
        List<String> found = new ArrayList<>();
        Matcher word = BANNED.matcher(joined);
        while (word.find()) {
            if (ALLOWED.stream().noneMatch(phrase -> covers(lower, phrase, word.start(), word.end()))) {
                found.add(joined.substring(Math.max(0, word.start() - 30), Math.min(joined.length(), word.end() + 30)));
            }
        }
        return found;
    }

    /** Banned words in comments, strings and test names of a Java file. */
    static List<String> inJava(String source) {
        List<String> found = new ArrayList<>();
        Matcher part = COMMENT_OR_STRING.matcher(source);
        while (part.find()) {
            found.addAll(in(part.group()));
        }
        Matcher name = TEST_NAME.matcher(source);
        while (name.find()) {
            found.addAll(in(name.group(1).replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")));
        }
        return found;
    }

    private static boolean covers(String text, String phrase, int start, int end) {
        for (int at = text.indexOf(phrase); at >= 0 && at <= start; at = text.indexOf(phrase, at + 1)) {
            if (at + phrase.length() >= end) {
                return true;
            }
        }
        return false;
    }
}
