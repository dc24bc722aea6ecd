package dev.sevsim.cli;

import dev.sevsim.machine.LaunchReport;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The outcome of a scenario in a run of several.
 *
 * @param scenario what was to be run
 * @param kind whether it passed
 * @param seed repeats the run; empty for a scenario that was not run to its end
 * @param mismatches what went otherwise than expected; empty unless it failed
 * @param verdict of the launch; empty for one without a report
 * @param trace file with the trace; empty when none was kept
 * @param problem one line for a scenario that did not end or could not be run; else empty
 */
record ScenarioOutcome(
        Scenario scenario,
        Kind kind,
        OptionalLong seed,
        List<Mismatch> mismatches,
        Optional<LaunchReport.Verdict> verdict,
        Optional<Path> trace,
        String problem) {
    /** What became of it, in the order of severity. */
    enum Kind {
        PASSED("passed", Main.OK),
        /** After the end of the run: a failure with {@code --fail-fast}, or a signal. */
        NOT_RUN("not run", Main.OK),
        FAILED("failed", Main.REFUSED),
        /** It reached the limit of real time. */
        NOT_ENDED("not ended", Main.REFUSED),
        /** The launch could not be simulated: the same as exit status 1 of {@code launch}. */
        STOPPED("stopped", Main.REFUSED),
        /** Its trace could not be written. */
        OUTPUT("output lost", Main.USAGE),
        /** A file could not be read. */
        INPUT("wrong input", Main.USAGE),
        /** Our own bug. */
        INTERNAL("internal error", Main.INTERNAL);

        /** For people. */
        final String text;
        /** The exit status of a run with such a scenario. */
        final int status;

        Kind(String text, int status) {
            this.text = text;
            this.status = status;
        }
    }

    /** Of a scenario that was run to its end. */
    static ScenarioOutcome of(ScenarioResult result) {
        return new ScenarioOutcome(
                result.scenario(),
                result.passed() ? Kind.PASSED : Kind.FAILED,
                OptionalLong.of(result.seed()),
                result.mismatches(),
                result.report().map(LaunchReport::verdict),
                result.trace(),
                "");
    }

    /** Of a scenario that was not run to its end. */
    static ScenarioOutcome without(Scenario scenario, Kind kind, String problem) {
        return new ScenarioOutcome(
                scenario, kind, OptionalLong.empty(), List.of(), Optional.empty(), Optional.empty(), problem);
    }

    /** Whether everything was as expected. */
    boolean passed() {
        return kind == Kind.PASSED;
    }

    /** Whether it was started and did not pass. */
    boolean failed() {
        return kind != Kind.PASSED && kind != Kind.NOT_RUN;
    }
}
