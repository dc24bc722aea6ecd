package dev.sevsim.machine.option;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.ExternalOwner;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A description of a machine that is made of options in the texts of the command line.
 *
 * <p>{@link MachineOption} lists the options. Names of files are relative to a folder. Every method throws {@link InputException} for a
 * value that its option cannot have.
 */
public final class MachineDraft {
    private static final long MOST_SECONDS = 1_000_000_000L;

    private final HostDraft host;
    private final GuestDraft guest;
    private final OwnerDraft owner;
    private final MachineSpec.Builder machine = MachineSpec.builder();

    /** Reads a file of 0 to {@code maximumBytes} bytes; {@code what} names it in messages. */
    @FunctionalInterface
    public interface Reader {
        /** Reads a whole file. */
        Bytes read(String what, Path file, long maximumBytes);
    }

    /** Starts from {@code sevsim launch} without options; relative names of files begin at {@code folder}. */
    public MachineDraft(Path folder) {
        this(folder, (what, file, maximumBytes) -> InputFile.readPossiblyEmpty(what, file, maximumBytes, done -> {}));
    }

    /** As above; images, kernels, disks and tables are read by {@code reader}. */
    public MachineDraft(Path folder, Reader reader) {
        DraftFiles files = new DraftFiles(folder, reader);
        host = new HostDraft(files);
        guest = new GuestDraft(files);
        owner = new OwnerDraft(files);
    }

    /** Sets an option of {@link MachineOption} by its name; of a flag the value is {@code true} or {@code false}. */
    public MachineDraft set(String option, String... values) {
        MachineOption.named(option)
                .orElseThrow(() -> new IllegalArgumentException("no option " + option))
                .set(this, List.of(values));
        return this;
    }

    /** Lets the default commands of the guest read each secret and print none of them. */
    public MachineDraft printNoSecrets() {
        machine.printNoSecrets();
        return this;
    }

    /** Lets an owner outside of the machine have the session and the secrets. */
    public MachineDraft externalOwner(ExternalOwner other) {
        owner.external(other);
        return this;
    }

    /**
     * The machine that is described.
     *
     * @throws InputException for options that contradict each other
     */
    public MachineSpec build() {
        return machine.owner(owner.build(guest.bootsFromEncryptedDisk()))
                .guest(guest.build())
                .chip(host.processor())
                .host(host.build())
                .build();
    }

    HostDraft host() {
        return host;
    }

    GuestDraft guest() {
        return guest;
    }

    OwnerDraft owner() {
        return owner;
    }

    /** {@code --seed}. */
    void seed(String number) {
        machine.seed(Seed.parse(number));
    }

    /** {@code --max-steps}. */
    void maxSteps(String number) {
        machine.maxSteps(Numbers.positive("--max-steps", number, Long.MAX_VALUE));
    }

    /** {@code --max-time}. */
    void maxTime(String seconds) {
        machine.maxTime(Duration.ofSeconds(Numbers.positive("--max-time", seconds, MOST_SECONDS)));
    }

    /** {@code --reveal-secrets-in-trace}. */
    void revealSecretsInTrace() {
        machine.revealSecretsInTrace();
    }
}
