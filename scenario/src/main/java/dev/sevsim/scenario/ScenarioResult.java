package dev.sevsim.scenario;

import dev.sevsim.machine.LaunchReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of a scenario.
 *
 * @param scenario what was run
 * @param seed repeats the run
 * @param mismatches what went otherwise, those with a step of the trace first, in the order of steps; empty for a scenario that passed
 * @param report on the launch; empty for a machine that could not be assembled
 * @param trace file with the trace; empty when none was kept
 */
public record ScenarioResult(
        Scenario scenario, long seed, List<Mismatch> mismatches, Optional<LaunchReport> report, Optional<Path> trace) {
    /** What follows from an answer comes after the answer, at the same step. */
    private static final Set<String> CONCLUSIONS = Set.of("verdict", "refused-by");

    /** Sorts the mismatches. */
    public ScenarioResult {
        mismatches = mismatches.stream()
                .sorted(Comparator.<Mismatch>comparingLong(one -> one.step().orElse(Long.MAX_VALUE))
                        .thenComparing(one -> CONCLUSIONS.contains(one.expectation())))
                .toList();
    }

    /** Whether everything was as expected. */
    public boolean passed() {
        return mismatches.isEmpty();
    }

    /** What went otherwise, line by line, each with the rule behind it; then how to run it again, and the trace. */
    public String describe() {
        if (passed()) {
            return "scenario " + scenario.name() + " passed";
        }
        List<String> lines = new ArrayList<>();
        lines.add("scenario " + scenario.name() + " failed:");
        for (Mismatch mismatch : mismatches) {
            String step =
                    mismatch.step().isPresent() ? ", step " + mismatch.step().getAsLong() + " of the trace" : "";
            lines.add("  " + mismatch.text() + step);
            mismatch.why().ifPresent(why -> lines.add("    rule: " + LaunchResult.text(why)));
        }
        lines.add("repeat: " + command());
        trace.ifPresent(file -> lines.add("trace: " + file));
        return String.join("\n", lines);
    }

    /** The command that runs a scenario of a file again; a scenario of Java code is run again with the seed. */
    private String command() {
        return scenario.origin().isEmpty()
                ? "new ScenarioRunner(" + seed + "L)"
                : "sevsim scenario run '" + scenario.origin() + "' --filter '" + scenario.name() + "' --seed " + seed;
    }
}
