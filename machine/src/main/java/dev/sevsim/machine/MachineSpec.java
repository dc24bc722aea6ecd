package dev.sevsim.machine;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.abi.chip.FirmwareFlaw;
import dev.sevsim.bus.tap.ConsoleView;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.host.vmm.RunBudget;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.CpuSignature;
import dev.sevsim.owner.ExpectedLaunch;
import dev.sevsim.owner.ExpectedVcpus;
import dev.sevsim.owner.OwnerInputException;
import dev.sevsim.owner.VmmFlavour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Complete description of a machine, its guest and the guest's owner; immutable.
 *
 * <p>{@link Machine#assemble} builds the machine, {@link Launch#run} runs a whole launch on it. Two machines of equal specs with a seed
 * do the same, byte for byte.
 *
 * @param chip the processor
 * @param host the Linux host
 * @param guest the guest
 * @param owner the guest owner
 * @param seed source of all randomness: it repeats the run with its keys and secrets; empty for the
 *     operating system's randomness
 * @param trace file for the trace; empty for none
 * @param consoleView whether the trace holds what the guest prints, plain secrets included
 * @param budget how far a guest may run in one go
 */
public record MachineSpec(
        Chip chip,
        HostSpec host,
        GuestSpec guest,
        OwnerSpec owner,
        OptionalLong seed,
        Optional<Path> trace,
        ConsoleView consoleView,
        RunBudget budget) {
    /**
     * Checks that processor and host fit each other.
     *
     * @throws InputException for more memory than the processor can address
     */
    public MachineSpec {
        host.requireAddressable(chip.profile().generation());
    }

    /** Starts from {@code sevsim launch} without options: everything embedded, four sample secrets, no seed. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a copy with another seed. */
    public MachineSpec withSeed(long other) {
        return new MachineSpec(chip, host, guest, owner, OptionalLong.of(other), trace, consoleView, budget);
    }

    /** Returns a copy on another host. */
    MachineSpec on(HostSpec other) {
        return new MachineSpec(chip, other, guest, owner, seed, trace, consoleView, budget);
    }

    /** Returns a copy that writes its trace to a file. */
    public MachineSpec withTrace(Path file) {
        return new MachineSpec(chip, host, guest, owner, seed, Optional.of(file), consoleView, budget);
    }

    /** What a run on this machine is made of, for the header of its trace: by names of options, files and secrets by their digests. */
    public Map<String, String> traceInputs() {
        return TraceInputs.of(this);
    }

    /** The launch as the owner expects it: as it was given, else the guest with the owner's own copies, on this chip. */
    public ExpectedLaunch expectation() {
        return owner.expectation().orElseGet(() -> {
            ExpectedLaunch image = owner.copies().expectation(guest);
            return guest.policy().encryptedState() ? image.withVcpus(vcpus()) : image;
        });
    }

    /** This machine with the guest and the owner of another description. */
    MachineSpec launching(MachineSpec other) {
        return new MachineSpec(chip, host, other.guest, other.owner, seed, trace, consoleView, other.budget);
    }

    private void checkExpectation() {
        try {
            ExpectedLaunch expected = expectation();
            expected.requireComplete(guest.policy());
            if (expected.secretArea().isPresent()) {
                owner.secretPackage().ifPresent(secrets -> secrets.requireFits(expected.secretArea()));
            }
        } catch (OwnerInputException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    /** Only a typed VM has state of the FPU in its save areas. */
    private ExpectedVcpus vcpus() {
        return ExpectedVcpus.of(
                guest.vcpus(),
                new CpuSignature(chip.profile().generation().cpu().signature()),
                guest.sev().legacyVmType() == LegacyVmType.OFF ? VmmFlavour.QEMU_TYPED : VmmFlavour.QEMU_LEGACY);
    }

    /** Collects the parts, and the options of each by their names on the command line. */
    public static final class Builder extends LaunchOptions<Builder> {
        private @Nullable Chip chip;
        private @Nullable String sevFirmware;
        private boolean withoutFlaws;
        private final List<FirmwareFlaw> flaws = new ArrayList<>();
        private OptionalLong seed = OptionalLong.empty();
        private @Nullable Path trace;
        private ConsoleView consoleView = ConsoleView.HIDDEN;
        private RunBudget budget = RunBudget.DEFAULT;
        private DefaultCommands.Style commands = DefaultCommands.Style.SHOWING;

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** {@code --generation}; without it that of the chip that the host's store keeps, Milan in a new one. */
        public Builder generation(ChipGeneration generation) {
            return chip(Chip.of(generation));
        }

        /**
         * {@code --sev-firmware}: firmware of the processor.
         *
         * @param version API version and build, such as {@code 0.16.5}
         */
        public Builder sevFirmware(String version) {
            sevFirmware = version;
            return this;
        }

        /** {@code --flaw none}: without the weaknesses that every published firmware has, but with those named later. */
        public Builder noFlaws() {
            withoutFlaws = true;
            flaws.clear();
            return this;
        }

        /** {@code --flaw}: a published weakness of the processor's firmware, beside those of every published firmware. */
        public Builder flaw(FirmwareFlaw flaw) {
            flaws.add(flaw);
            return this;
        }

        /** A whole processor, such as one without the flaws of every published firmware; replaces the generation. */
        public Builder chip(Chip other) {
            chip = other;
            return this;
        }

        /** The host. */
        public Builder host(HostSpec other) {
            host = other.toBuilder();
            return this;
        }

        /** Changes the host. */
        public Builder host(Consumer<HostSpec.Builder> change) {
            change.accept(host);
            return this;
        }

        /** The guest. */
        public Builder guest(GuestSpec.Builder other) {
            guest = other;
            return this;
        }

        /** Changes the guest. */
        public Builder guest(Consumer<GuestSpec.Builder> change) {
            change.accept(guest);
            return this;
        }

        /** The owner. */
        public Builder owner(OwnerSpec.Builder other) {
            owner = other;
            return this;
        }

        /** Changes the owner. */
        public Builder owner(Consumer<OwnerSpec.Builder> change) {
            change.accept(owner);
            return this;
        }

        /** {@code --seed}: the run can be repeated, and its keys and secrets be computed by everyone who has the seed. */
        public Builder seed(long number) {
            seed = OptionalLong.of(number);
            return this;
        }

        /** {@code --trace}. */
        public Builder trace(Path file) {
            trace = file;
            return this;
        }

        /** {@code --reveal-secrets-in-trace}: the trace also holds what the guest prints, plain secrets included. */
        public Builder revealSecretsInTrace() {
            consoleView = ConsoleView.TEACHING;
            return this;
        }

        /** Unless the guest's commands are named, they read each secret and print none of them. */
        public Builder printNoSecrets() {
            commands = DefaultCommands.Style.QUIET;
            return this;
        }

        /** {@code --max-steps}: exits to the VMM that the guest may make without waiting for input. */
        public Builder maxSteps(long exits) {
            budget = budget.withSteps(exits);
            return this;
        }

        /** {@code --max-time}: simulated time that may pass while the guest does not wait for input. */
        public Builder maxTime(Duration time) {
            budget = budget.withTime(time);
            return this;
        }

        /**
         * Fills in what was left out.
         *
         * @throws InputException for parts that do not fit each other
         */
        public MachineSpec build() {
            GuestSpec described = guest.build();
            OwnerSpec owning = owner.build(DefaultSecrets.of(described.disks().boot()));
            check(owning);
            HostSpec hosting = host.build();
            GuestSpec commanded = described.commands().isPresent()
                    ? described
                    : described.withCommands(DefaultCommands.of(owning, described, commands));
            MachineSpec spec = new MachineSpec(
                    processor(hosting),
                    hosting,
                    commanded,
                    owning,
                    seed,
                    Optional.ofNullable(trace),
                    consoleView,
                    budget);
            spec.checkExpectation();
            return spec;
        }

        private Chip processor(HostSpec hosting) {
            Chip made = Optional.ofNullable(chip)
                    .or(() -> hosting.store().map(Chip::keptIn))
                    .orElse(Chip.MILAN);
            made = sevFirmware == null ? made : made.withFirmware(sevFirmware);
            made = withoutFlaws ? made.withoutFlaws() : made;
            for (FirmwareFlaw flaw : flaws) {
                made = made.with(flaw);
            }
            return made;
        }

        private static void check(OwnerSpec owner) {
            boolean secrets = !owner.secrets().isEmpty();
            if (owner.external().isPresent()
                    && (owner.session().isPresent()
                            || secrets
                            || !owner.copies().isEmpty())) {
                throw new InputException(
                        "session, expectation and secrets come from the external owner, the owner has its own");
            }
            if (!owner.attests() && secrets) {
                throw new InputException("secrets for a given session need its keys, give --tik and --tek");
            }
        }
    }
}
