package dev.sevsim.owner;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The answer of {@link LaunchExplainer}.
 *
 * @param matches whether there is nothing to explain
 * @param differences what fits; empty when the launch is the expected one, or nothing that was tried fits
 * @param tried number of launches and reports that were tried
 * @param steps what was tried, in words, each with its number
 * @param next what to give or to look at next; empty when something was found
 */
public record Explained(
        boolean matches, List<LaunchDifference> differences, long tried, List<String> steps, List<String> next) {
    public Explained {
        differences = List.copyOf(differences);
        steps = List.copyOf(steps);
        next = List.copyOf(next);
    }

    /** Whether the launch is the expected one or its differences were found. */
    public boolean isComplete() {
        return matches || !differences.isEmpty();
    }

    /** One line for people. */
    public String describe() {
        if (matches) {
            return "it is the expected launch";
        }
        return differences.isEmpty()
                ? "none of " + tried + " variations fits"
                : "it fits "
                        + differences.stream()
                                .map(LaunchDifference::text)
                                .collect(Collectors.joining(" together with "));
    }
}
