package dev.sevsim.scenario.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Why no scenario fails without some checks: {@code reasons.csv}, a pattern of names and the reason on each line. */
final class Reasons {
    private Reasons() {}

    /** A line of the file. */
    private record Reason(Pattern names, String text) {}

    /**
     * The reasons for checks.
     *
     * @param without checks for which there is no scenario
     * @return those that have a reason
     * @throws IllegalArgumentException for a reason that no check needs
     */
    static Map<String, String> of(Map<String, String> without) throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        for (Reason reason : read()) {
            List<String> names = without.keySet().stream()
                    .filter(name -> reason.names().matcher(name).matches())
                    .toList();
            if (names.isEmpty()) {
                throw new IllegalArgumentException("no check without a scenario is a '" + reason.names() + "'");
            }
            names.forEach(name -> reasons.putIfAbsent(name, reason.text()));
        }
        return reasons;
    }

    private static List<Reason> read() throws IOException {
        try (InputStream in = Objects.requireNonNull(Reasons.class.getResourceAsStream("reasons.csv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 2))
                    .map(parts -> new Reason(Pattern.compile(parts[0].strip()), parts[1].strip()))
                    .toList();
        }
    }
}
