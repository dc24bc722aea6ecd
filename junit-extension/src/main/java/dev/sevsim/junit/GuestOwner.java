package dev.sevsim.junit;

import dev.sevsim.abi.Guid;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The owner of a test's guests: what it injects and what it expects to be measured, whatever the host launches. Each order holds for every
 * machine that is described afterwards.
 */
public final class GuestOwner {
    private static final String ACCEPTED = dev.sevsim.owner.GuestOwner.MEASUREMENT_ACCEPTED;

    private final TestRun run;

    GuestOwner(TestRun run) {
        this.run = run;
    }

    /**
     * What the owner answered to the measurement, or to the platform's certificates where it refused those.
     *
     * @param accepted whether it accepted
     * @param reason why it refused; empty otherwise
     */
    public record Verdict(boolean accepted, String reason) {}

    /**
     * Injects one more secret, a text in UTF-8, in place of the samples.
     *
     * @return this
     */
    public GuestOwner secret(Guid guid, String text) {
        run.change(machine -> machine.secret(guid, text));
        return this;
    }

    /**
     * As {@link #secret(Guid, String)}, by a GUID or a name such as {@code luks-key}; another name is refused when a machine is described.
     *
     * @return this
     */
    public GuestOwner secret(String name, String text) {
        run.change(machine -> machine.secret(name, text));
        return this;
    }

    /**
     * Injects nothing: the owner accepts the measurement, and the guest has no secrets.
     *
     * @return this
     */
    public GuestOwner noSecrets() {
        run.change(machine -> machine.noSecrets());
        return this;
    }

    /**
     * Expects this OVMF image, whatever image the host launches.
     *
     * @return this
     */
    public GuestOwner expectFirmware(Path file) {
        run.change(machine -> machine.expectFirmware(file));
        return this;
    }

    /**
     * Expects this kernel in the table of hashes.
     *
     * @return this
     */
    public GuestOwner expectKernel(Path file) {
        run.change(machine -> machine.expectKernel(file));
        return this;
    }

    /**
     * Expects this initrd in the table of hashes; an empty file is none.
     *
     * @return this
     */
    public GuestOwner expectInitrd(Path file) {
        run.change(machine -> machine.expectInitrd(file));
        return this;
    }

    /**
     * Expects this command line in the table of hashes, which holds it with a NUL at its end.
     *
     * @return this
     */
    public GuestOwner expectAppend(String commandLine) {
        run.change(machine -> machine.expectAppend(commandLine));
        return this;
    }

    /**
     * Expects the OVMF image alone, whatever kernel the host passes.
     *
     * @return this
     */
    public GuestOwner expectNoKernel() {
        run.change(machine -> machine.expectNoKernel());
        return this;
    }

    /** The verdict on the last launch; empty when the owner was not asked, or did not answer. */
    public Optional<Verdict> lastVerdict() {
        return run.lastLaunch().stream()
                .map(TraceRecord::event)
                .flatMap(event -> verdict(event).stream())
                .reduce((one, next) -> next);
    }

    /** The owner's frames that answer a question, as the VMM receives them. */
    private static Optional<Verdict> verdict(TraceEvent event) {
        if (!event.from().equals(Party.OWNER.label())) {
            return Optional.empty();
        }
        String kind = event.kind();
        if (kind.equals(FrameType.OWNER_REFUSAL.kind())) {
            return Optional.of(new Verdict(false, String.valueOf(event.fields().get("reason"))));
        }
        boolean notice = kind.equals(FrameType.NOTICE.kind())
                && ACCEPTED.equals(event.fields().get("kind"));
        return notice || kind.equals(FrameType.LAUNCH_SECRET_PACKET.kind())
                ? Optional.of(new Verdict(true, ""))
                : Optional.empty();
    }
}
