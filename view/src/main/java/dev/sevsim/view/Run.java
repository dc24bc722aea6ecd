package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.FrameFormatException;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.machine.LaunchReport;
import dev.sevsim.psp.keys.PlatformIdentity;
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
 * @param keys of the machine, which the trace does not hold
 * @param disclosure whether secrets are shown
 * @param opensAt the step at which the page opens; empty for the beginning
 * @param remarks lines about this run, such as that its trace is cut short
 */
public record Run(
        RecordedRun recorded,
        Optional<String> outcome,
        List<Area> areas,
        Keys keys,
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

    /**
     * Keys of the machine that ran; a run that is to show no secrets has the certificate alone.
     *
     * @param signedCek the chip's CEK certificate as AMD signed it; empty where only the trace is known
     * @param identity chip, private keys and certificates of the platform at the launch
     * @param memoryKeys of guests, in the order in which the firmware installed them
     */
    public record Keys(
            Optional<SevCertificate> signedCek, Optional<PlatformIdentity> identity, List<SecretBytes> memoryKeys) {
        /** Of a run of which only the trace is known. */
        static final Keys NONE = new Keys(Optional.empty(), Optional.empty(), List.of());

        public Keys {
            memoryKeys = List.copyOf(memoryKeys);
        }
    }

    public Run {
        areas = List.copyOf(areas);
        remarks = List.copyOf(remarks);
    }

    /** A run of which only the trace is known. */
    public static Run of(RecordedRun recorded) {
        return new Run(
                recorded, Optional.empty(), List.of(), Keys.NONE, Disclosure.HIDDEN, OptionalLong.empty(), List.of());
    }

    /** The same with secrets, where the trace has them. */
    public Run revealed() {
        return new Run(recorded, outcome, areas, keys, Disclosure.REVEALED, opensAt, remarks);
    }

    /** The same, opening at a step. */
    public Run openingAt(long step) {
        return new Run(recorded, outcome, areas, keys, disclosure, OptionalLong.of(step), remarks);
    }

    /** The same with another remark. */
    public Run remarking(String remark) {
        List<String> more = new ArrayList<>(remarks);
        more.add(remark);
        return new Run(recorded, outcome, areas, keys, disclosure, opensAt, more);
    }

    /** The same with the result of its launch; one that was refused opens at the last refusal. */
    public Run endingWith(LaunchReport report) {
        Run run = new Run(recorded, Optional.of(report.outcome()), areas, keys, disclosure, opensAt, remarks);
        return report.refusal().isEmpty() ? run : run.openingAtRefusal();
    }

    /** The same with the result of its scenario; one that failed opens at the first step that went otherwise. */
    public Run endingWith(boolean passed, List<Mismatch> mismatches) {
        String result = passed ? "scenario passed" : "scenario failed";
        Run run = new Run(recorded, Optional.of(result), areas, keys, disclosure, opensAt, remarks);
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

    /** The last frame of a type; empty where there is none, or where it is malformed. */
    <F extends Frame> Optional<F> lastFrame(FrameType type, Class<F> form) {
        return recorded.records().stream()
                .filter(record -> record.event().kind().equals(type.kind()))
                .flatMap(record -> record.event().raw().stream())
                .reduce((first, last) -> last)
                .flatMap(raw -> {
                    try {
                        return Optional.of(form.cast(FrameCodec.decode(type, raw.asLittleEndian())));
                    } catch (FrameFormatException e) {
                        return Optional.empty();
                    }
                });
    }

    /** What the run was made of, by the names of options. */
    Map<String, String> inputs() {
        return recorded.inputs();
    }
}
