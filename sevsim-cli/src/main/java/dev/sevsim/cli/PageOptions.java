package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.OutputTarget;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.view.LaunchPage;
import dev.sevsim.view.Run;
import dev.sevsim.view.Run.Disclosure;
import dev.sevsim.view.RunRecorder;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The run as a page. */
@Topic.Of(Topic.RUN)
final class PageOptions {
    @Option(
            names = "--report",
            description =
                    "Write the run as a page: one HTML file with every frame and its bytes explained, which needs no"
                            + " network.")
    @OutputCheck.Written
    private @Nullable Path report;

    @Option(
            names = "--reveal-secrets",
            description = "Also show secrets in the page of --report, which then states it at its top.")
    private boolean reveal;

    /** Checks what belongs together; {@code json} is whether standard output is taken. */
    void check(boolean json) {
        if (reveal && report == null) {
            throw new InputException("--reveal-secrets belongs to --report, which is missing");
        }
        if (json && report != null && OutputTarget.isStandardOutput(report)) {
            throw new InputException("--report - uses standard output, as --json does: name a file");
        }
    }

    /** A recorder for the run; empty when no page is written. */
    Optional<RunRecorder> recorder() {
        return Optional.ofNullable(report)
                .map(unused -> new RunRecorder(reveal ? Disclosure.REVEALED : Disclosure.HIDDEN));
    }

    /** Opens the file of the page, before the run; empty when no page is written. */
    Optional<OutputTarget> open() {
        return Optional.ofNullable(report).map(file -> OutputTarget.open("report", file));
    }

    /** Whether a page is written. */
    boolean isAsked() {
        return report != null;
    }

    /** The console for text, beside a page on standard output. */
    Console beside(Console console) {
        return console.beside(report);
    }

    /** Writes the page of a scenario, opening where it failed; nothing for one that was not run to its end. */
    void write(ScenarioOutcome outcome, RunRecorder recorder, OutputTarget target) {
        if (outcome.seed().isEmpty()) {
            return;
        }
        MachineSpec spec = outcome.scenario().machine().withSeed(outcome.seed().getAsLong());
        LaunchPage.write(recorder.run(spec).endingWith(outcome.passed(), outcome.mismatches()), target);
    }

    /** Writes the page of a run whose trace alone is known. */
    void write(Run run, OutputTarget target) {
        LaunchPage.write(reveal ? run.revealed() : run, target);
    }
}
