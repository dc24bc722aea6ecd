package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.vmm.PlatformTool;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.owner.PlatformChain;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A platform in a state directory, switched on, with a program of its administrator in front of /dev/sev.
 *
 * <p>Everything goes the way that it goes on a real host: driver, mailbox, firmware. A refusal is a {@link SimulatorException}
 * that says status, rule and what to do.
 */
public final class PlatformSession implements AutoCloseable {
    private final Machine machine;
    private final PlatformTool tool;
    private final LastRefusal refusal;

    private PlatformSession(Machine machine, LastRefusal refusal) {
        this.machine = machine;
        this.refusal = refusal;
        tool = machine.platformTool();
    }

    /** Switches the platform of {@code directory} on; a new one is made from {@code seed}. */
    public static PlatformSession open(Path directory, long seed) {
        LastRefusal refusal = new LastRefusal();
        MachineSpec spec = MachineSpec.builder()
                .host(HostSpec.builder()
                        .state(directory)
                        .hostSevEs(EncryptedState.OFF)
                        .build())
                .seed(seed)
                .build();
        return new PlatformSession(Machine.of(spec).trace(refusal).assemble(), refusal);
    }

    /** Whether the store was damaged, so that the platform has another identity from now on. */
    public boolean hasDiscardedStore() {
        return machine.processor().hasDiscardedStore();
    }

    /** What the platform says of itself. */
    public SevUserDataStatus status() {
        return ask(tool::status);
    }

    /** The platform's certificates with those of the simulated AMD above them, the CEK as its service signs it. */
    public PlatformChain certificates() {
        PlatformCertificates exported = ask(tool::certificates);
        Bytes ca =
                Bytes.concat(machine.amd().ask().encode(), machine.amd().ark().encode());
        return PlatformChain.of(exported.pdh(), exported.chain(), ca)
                .withSignedCek(machine.signedCek().encode());
    }

    /** Takes the platform down and erases its identity. */
    public void reset() {
        tell(tool::reset);
    }

    /** Makes a new OCA, PEK and PDH. */
    public void generatePek() {
        tell(tool::generatePek);
    }

    /** Makes a new PDH. */
    public void generatePdh() {
        tell(tool::generatePdh);
    }

    /** The PEK certificate for an owner to sign. */
    public Bytes certificateRequest() {
        return ask(tool::certificateRequest);
    }

    /** Puts the platform under an owner. */
    public void importCertificates(Bytes pek, Bytes oca) {
        tell(() -> tool.importCertificates(pek, oca));
    }

    /** The chip's id. */
    public Bytes chipId() {
        return ask(tool::chipId);
    }

    @Override
    public void close() {
        tool.close();
        machine.close();
    }

    private void tell(Runnable command) {
        ask(() -> {
            command.run();
            return true;
        });
    }

    private <T> T ask(Supplier<T> command) {
        try {
            return command.get();
        } catch (VmmException e) {
            machine.requireWorkingState();
            throw new SimulatorException(refusal.describe(e), e);
        }
    }
}
