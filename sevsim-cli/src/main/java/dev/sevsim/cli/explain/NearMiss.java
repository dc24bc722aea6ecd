package dev.sevsim.cli.explain;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds similar entries: a name by its letters, a message by its words. */
final class NearMiss {
    private static final int ANSWERS = 3;
    private static final int LETTERS_PER_MISTAKE = 3;
    private static final int ENOUGH_WORDS = 2;
    private static final double ENOUGH_SHARE = 0.5;
    private static final int SHORTEST_STEM = 5;

    /** Words that do not tell one message from another. */
    private static final Set<String> COMMON = Set.of(("a the to of is in for or and no not be from with such error"
                    + " failed fail file directory could cannot open read")
            .split(" "));

    private record Candidate(String text, double distance) {}

    private NearMiss() {}

    static List<String> of(String asked, List<CatalogueEntry> entries) {
        String lower = asked.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return List.of();
        }
        Stream<Candidate> candidates = words(lower).size() > 1
                ? entries.stream().flatMap(e -> e.patterns().stream()).flatMap(p -> byWords(lower, p))
                : entries.stream().flatMap(e -> e.spokenNames().stream()).flatMap(name -> byLetters(lower, name));
        return candidates
                .sorted(Comparator.comparingDouble(Candidate::distance))
                .map(Candidate::text)
                .distinct()
                .limit(ANSWERS)
                .toList();
    }

    private static Stream<Candidate> byLetters(String asked, String name) {
        int distance = distance(asked, name.toLowerCase(Locale.ROOT));
        int allowed = Math.max(1, Math.max(asked.length(), name.length()) / LETTERS_PER_MISTAKE);
        return distance <= allowed && distance < asked.length()
                ? Stream.of(new Candidate(name, (double) distance / name.length()))
                : Stream.empty();
    }

    private static Stream<Candidate> byWords(String asked, MessagePattern pattern) {
        Set<String> wanted = words(pattern.words());
        wanted.removeAll(COMMON);
        Set<String> given = words(asked);
        given.removeAll(COMMON);
        if (wanted.isEmpty() || given.isEmpty()) {
            return Stream.empty();
        }
        long common = given.stream().filter(word -> isAmong(wanted, word)).count();
        int parts = wanted.size() + pattern.gaps().size();
        double share = (double) common / Math.min(wanted.size(), given.size());
        double missing = 1 - (double) common / given.size();
        double extra = 1 - (double) common / Math.max(parts, given.size());
        return common >= ENOUGH_WORDS && share >= ENOUGH_SHARE
                ? Stream.of(new Candidate(pattern.readable(), missing + extra / 2))
                : Stream.empty();
    }

    /** Whether a word is there, or a longer form of it: "corrupt" stands for "corrupted". */
    private static boolean isAmong(Set<String> words, String word) {
        return words.contains(word)
                || (word.length() >= SHORTEST_STEM && words.stream().anyMatch(longer -> longer.startsWith(word)));
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split("[^a-z0-9_-]+", -1))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Letters to insert, remove or exchange. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int exchange = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchange, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
