package dev.sevsim.cli.explain;

import dev.sevsim.io.text.NearMiss;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds similar entries: a name by its letters, a message by its words. */
final class NearEntries {
    private static final int ANSWERS = 3;
    private static final int ENOUGH_WORDS = 2;
    private static final double ENOUGH_SHARE = 0.5;
    private static final int SHORTEST_STEM = 5;

    /** Words that do not tell one message from another. */
    private static final Set<String> COMMON = Set.of(("a the to of is in for or and no not be from with such error"
                    + " failed fail file directory could cannot open read")
            .split(" "));

    private record Candidate(String text, double distance) {}

    private NearEntries() {}

    static List<String> of(String asked, List<CatalogueEntry> entries) {
        String lower = asked.toLowerCase(Locale.ROOT);
        if (lower.isEmpty()) {
            return List.of();
        }
        if (words(lower).size() <= 1) {
            return NearMiss.of(
                    lower,
                    entries.stream().flatMap(e -> e.spokenNames().stream()).toList());
        }
        return entries.stream()
                .flatMap(e -> e.patterns().stream())
                .flatMap(pattern -> byWords(lower, pattern))
                .sorted(Comparator.comparingDouble(Candidate::distance))
                .map(Candidate::text)
                .distinct()
                .limit(ANSWERS)
                .toList();
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
}
