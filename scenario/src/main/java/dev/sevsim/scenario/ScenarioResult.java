package dev.sevsim.scenario;

import dev.sevsim.machine.LaunchReport;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    /** Sorts the mismatches. */
    public ScenarioResult {
        mismatches = mismatches.stream()
                .sorted(Comparator.comparingLong(one -> one.step().orElse(Long.MAX_VALUE)))
                .toList();
    }

    /** Whether everything was as expected. */
    public boolean passed() {
        return mismatches.isEmpty();
    }
}
