package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.scenario.Mismatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A finished run as it is shown.
 *
 * @param recorded its trace
 * @param outcome verdict and reason in one line; empty where only the trace is known
 * @param areas guest memory that the trace does not hold
 * @param disclosure whether secrets are shown
 * @param opensAt the step at which the page opens; empty for the beginning
 * @param remarks lines about this run, such as that its trace is cut short
 */
public record Run(
        RecordedRun recorded,
        Optional<String> outcome,
        List<Area> areas,
        Disclosure disclosure,
        OptionalLong opensAt,
        List<String> remarks) {
    /** Whether secrets and what the guest printed are shown. */
    public enum Disclosure {
        HIDDEN,
        REVEALED
    }

    /**
     * Guest memory at a moment of the run.
     *
     * @param command number of the frame {@code mailbox.command} that it belongs to, from 0; -1 for none
     * @param kind what it holds
     * @param content its bytes, plain
     */
    public record Area(int command, AreaKind kind, Bytes content) {}

    /** What an area holds. */
    public enum AreaKind {
        IMAGE,
        KERNEL_HASHES,
        SAVE_AREA,
        SECRET_TABLE
    }

    public Run {
        areas = List.copyOf(areas);
        remarks = List.copyOf(remarks);
    }

    /** A run of which only the trace is known. */
    public static Run of(RecordedRun recorded) {
        return new Run(recorded, Optional.empty(), List.of(), Disclosure.HIDDEN, OptionalLong.empty(), List.of());
    }

    /** The same with secrets, where the trace has them. */
    public Run revealed() {
        return new Run(recorded, outcome, areas, Disclosure.REVEALED, opensAt, remarks);
    }

    /** The same, opening at a step. */
    public Run openingAt(long step) {
        return new Run(recorded, outcome, areas, disclosure, OptionalLong.of(step), remarks);
    }

    /** The same with another remark. */
    public Run remarking(String remark) {
        List<String> more = new ArrayList<>(remarks);
        more.add(remark);
        return new Run(recorded, outcome, areas, disclosure, opensAt, more);
    }

    /** The same with the result of its launch; one that was refused opens at the last refusal. */
    public Run endingWith(LaunchReport report) {
        Run run = new Run(recorded, Optional.of(report.outcome()), areas, disclosure, opensAt, remarks);
        return report.refusal().isEmpty() ? run : run.openingAtRefusal();
    }

    /** The same with the result of its scenario; one that failed opens at the first step that went otherwise. */
    public Run endingWith(boolean passed, List<Mismatch> mismatches) {
        String result = passed ? "scenario passed" : "scenario failed";
        Run run = new Run(recorded, Optional.of(result), areas, disclosure, opensAt, remarks);
        for (Mismatch mismatch : mismatches) {
            run = run.remarking(mismatch.text());
        }
        if (passed) {
            return run;
        }
        OptionalLong step = mismatches.stream()
                .flatMapToLong(mismatch -> mismatch.step().stream())
                .findFirst();
        return step.isPresent() ? run.openingAt(step.getAsLong()) : run.openingAtRefusal();
    }

    /** The same, opening at the last refusal of the run, or at its end where nothing was refused. */
    public Run openingAtRefusal() {
        FrameTree tree = FrameTree.of(recorded.records());
        return tree
                .all()
                .filter(tree::isRefusal)
                .mapToLong(node -> node.record().step())
                .max()
                .stream()
                .boxed()
                .findFirst()
                .or(() ->
                        recorded.records().stream().map(record -> record.step()).max(Long::compare))
                .map(this::openingAt)
                .orElse(this);
    }

    /** What the run was made of, by the names of options. */
    Map<String, String> inputs() {
        return recorded.inputs();
    }
}
