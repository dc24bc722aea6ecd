package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.host.vmm.PlatformTool;
import dev.sevsim.host.vmm.VmmException;
import dev.sevsim.owner.PlatformChain;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A platform in a state directory, switched on, with a program of its administrator that uses /dev/sev.
 *
 * <p>Commands pass through driver, mailbox and firmware as on a real host, which initialises the platform with SEV-ES. A refusal
 * is a {@link SimulatorException} whose message has the status, the rule and the remedy.
 */
public final class PlatformSession implements AutoCloseable {
    private final Machine machine;
    private final PlatformTool tool;
    private final Runnable closing;

    private PlatformSession(Machine machine, Runnable closing) {
        this.machine = machine;
        this.closing = closing;
        tool = machine.platformTool();
    }

    /** The platform of a machine that is on, and stays on. */
    public static PlatformSession on(Machine machine) {
        return new PlatformSession(machine, () -> {});
    }

    /** Switches the platform of {@code directory} on, as {@link #open(Path, Chip, OptionalLong)} with the chip that it keeps. */
    public static PlatformSession open(Path directory, OptionalLong seed) {
        return open(directory, Chip.keptIn(directory), seed);
    }

    /**
     * Switches the platform of {@code directory} on; in a new directory, a new one is made, from {@code seed} where it is given.
     *
     * @throws dev.sevsim.io.file.InputException for a directory that cannot be used, and for one that keeps a chip of another
     *     generation
     */
    public static PlatformSession open(Path directory, Chip chip, OptionalLong seed) {
        MachineSpec spec = MachineSpec.builder()
                .chip(chip)
                .host(HostSpec.builder().state(directory).build())
                .build();
        Machine machine = Machine.assemble(seed.isPresent() ? spec.withSeed(seed.getAsLong()) : spec);
        return new PlatformSession(machine, machine::close);
    }

    /** The processor. */
    public Chip chip() {
        return machine.spec().chip();
    }

    /** Whether the store was damaged and erased: the platform has a new identity. */
    public boolean hasDiscardedStore() {
        return machine.processor().hasDiscardedStore();
    }

    /** Answer of PLATFORM_STATUS through the driver. */
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

    /** Shuts the platform down and erases its identity. */
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
        closing.run();
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
            throw new SimulatorException(machine.refusals().describe(e), e);
        }
    }
}
