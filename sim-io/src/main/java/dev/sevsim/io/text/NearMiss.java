package dev.sevsim.io.text;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Names that are like one that does not exist: by the letters to insert, remove or exchange, or because they begin with it. Upper
 * and lower case are one.
 */
public final class NearMiss {
    private static final int ANSWERS = 3;

    /** One mistake is accepted for each three letters of the longer name; the figure is our choice. */
    private static final int LETTERS_PER_MISTAKE = 3;

    /** Fewer letters begin too many names. */
    private static final int SHORTEST_BEGINNING = 3;

    private record Candidate(String name, double distance) {}

    private NearMiss() {}

    /** Up to three names that are like {@code asked}, the nearest first; empty when none is. */
    public static List<String> of(String asked, Collection<String> names) {
        String lower = asked.strip().toLowerCase(Locale.ROOT);
        return names.stream()
                .map(name -> new Candidate(name, distance(lower, name.toLowerCase(Locale.ROOT))))
                .filter(one -> isNear(lower, one))
                .sorted(Comparator.comparingDouble(
                        one -> one.distance() / one.name().length()))
                .map(Candidate::name)
                .distinct()
                .limit(ANSWERS)
                .toList();
    }

    /** The end of a message about a name that does not exist: {@code , did you mean A or B?}; empty when no name is like it. */
    public static String question(String asked, Collection<String> names) {
        List<String> near = of(asked, names);
        return near.isEmpty() ? "" : ", did you mean " + String.join(" or ", near) + "?";
    }

    private static boolean isNear(String asked, Candidate candidate) {
        if (asked.length() >= SHORTEST_BEGINNING
                && candidate.name().toLowerCase(Locale.ROOT).startsWith(asked)) {
            return true;
        }
        int longer = Math.max(asked.length(), candidate.name().length());
        return candidate.distance() <= Math.max(1, longer / LETTERS_PER_MISTAKE)
                && candidate.distance() < asked.length();
    }

    /** The Levenshtein distance, with one row of its table at a time. */
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
