package dev.sevsim.machine;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.bus.tap.Fault;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.act.Act;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.machine.act.Point;
import dev.sevsim.psp.FirmwareProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Linux host.
 *
 * @param kernel kernel whose ABI and behaviour is modelled
 * @param sevEs parameter {@code sev_es} of the {@code kvm_amd} module: whether the platform is initialised for SEV-ES
 * @param memoryBytes size of DRAM, a multiple of 4096 from {@link #LEAST_MEMORY_BYTES} to what the processor can address
 * @param memoryLockLimit RLIMIT_MEMLOCK of the VMM's process, in bytes, 0 or more
 * @param miscLimits limits of the {@code misc} control group of the VMM's process
 * @param initExPath parameter {@code init_ex_path} of the {@code ccp} module: file that holds the firmware's store; empty for
 *     the store in flash
 * @param store directory that keeps the chip and its store between runs; empty for the embedded chip and an empty store
 * @param faults faults of the bus, each of which befalls one frame
 * @param acts what the host does against its guests, and when
 */
public record HostSpec(
        KernelProfile kernel,
        EncryptedState sevEs,
        long memoryBytes,
        long memoryLockLimit,
        MiscLimits miscLimits,
        Optional<Path> initExPath,
        Optional<Path> store,
        List<Fault> faults,
        List<PlannedAct> acts) {
    /** The smallest host: the buffers of its drivers fit, for a guest there is hardly room (our choice). */
    public static final long LEAST_MEMORY_BYTES = 16L << 20;

    /** Linux 6.1 with SEV-ES, 4 GiB of memory, no limits and no store. */
    public static final HostSpec DEFAULT = new HostSpec(
            KernelProfile.LINUX_6_1,
            EncryptedState.ON,
            4L << 30,
            Long.MAX_VALUE,
            MiscLimits.NONE,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of());

    /**
     * Checks what does not depend on the processor.
     *
     * @throws InputException for a size of memory that is too small or no multiple of 4096, for a negative limit, and for acts
     *     that refer to what none of them makes or exclude each other
     */
    public HostSpec {
        faults = List.copyOf(faults);
        acts = List.copyOf(acts);
        requireConsistent(acts);
        if (memoryBytes < LEAST_MEMORY_BYTES || memoryBytes % Page.SIZE != 0) {
            throw new InputException("--host-memory " + memoryBytes + " is out of range, expected a multiple of "
                    + Page.SIZE + " from " + LEAST_MEMORY_BYTES);
        }
        if (memoryLockLimit < 0) {
            throw new InputException("--host-memlock " + memoryLockLimit + " is out of range, expected 0 or more");
        }
    }

    private static void requireConsistent(List<PlannedAct> acts) {
        try {
            PlannedAct.requireConsistent(acts);
        } catch (IllegalArgumentException e) {
            throw new InputException("--act " + e.getMessage(), e);
        }
    }

    /** Starts from {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Starts from this host. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /**
     * Checks that the processor addresses all of the memory, with the bits that memory encryption leaves.
     *
     * @throws InputException for more memory
     */
    void requireAddressable(ChipGeneration chip) {
        int bits = chip.cpu().physicalAddressBits() - chip.encryption().addressReduction();
        long most = 1L << bits;
        if (memoryBytes > most) {
            throw new InputException("--host-memory " + memoryBytes + " is out of range, expected up to " + most + ": "
                    + chip.title() + " has " + bits + " bits of a physical address besides those of memory encryption");
        }
    }

    /** The host's profile with what CPUID reports of the chip. */
    HostProfile profile(FirmwareProfile chip) {
        return new HostProfile(
                HostProfile.Cpu.of(chip.generation()),
                new HostProfile.Kernel(kernel, sevEs, memoryLockLimit, miscLimits, initExPath));
    }

    /** Collects the properties of a host; each has the name of its option on the command line. */
    public static final class Builder {
        private KernelProfile kernel;
        private EncryptedState sevEs;
        private long memoryBytes;
        private long memoryLockLimit;
        private MiscLimits miscLimits;
        private @Nullable Path initExPath;
        private @Nullable Path store;
        private final List<Fault> faults;
        private final List<PlannedAct> acts;

        private Builder(HostSpec from) {
            kernel = from.kernel;
            sevEs = from.sevEs;
            memoryBytes = from.memoryBytes;
            memoryLockLimit = from.memoryLockLimit;
            miscLimits = from.miscLimits;
            initExPath = from.initExPath.orElse(null);
            store = from.store.orElse(null);
            faults = new ArrayList<>(from.faults);
            acts = new ArrayList<>(from.acts);
        }

        /** {@code --host-kernel}. */
        public Builder hostKernel(KernelProfile profile) {
            kernel = profile;
            return this;
        }

        /** {@code --host-sev-es}. */
        public Builder hostSevEs(EncryptedState state) {
            sevEs = state;
            return this;
        }

        /** {@code --host-memory}, in bytes. */
        public Builder hostMemory(long bytes) {
            memoryBytes = bytes;
            return this;
        }

        /** {@code --host-memlock}: RLIMIT_MEMLOCK of the VMM's process, in bytes. */
        public Builder hostMemlock(long bytes) {
            memoryLockLimit = bytes;
            return this;
        }

        /** {@code --host-misc-max}: {@code misc.max} of the VMM's control group. */
        public Builder hostMiscMax(MiscLimits limits) {
            miscLimits = limits;
            return this;
        }

        /** {@code --host-init-ex-path}: file of the host that holds the firmware's store instead of the flash. */
        public Builder hostInitExPath(Path file) {
            initExPath = file;
            return this;
        }

        /** {@code --state}: directory that keeps the platform between runs. */
        public Builder state(Path directory) {
            store = directory;
            return this;
        }

        /** {@code --fault}: a fault of the bus, beside those given before. */
        public Builder fault(Fault fault) {
            faults.add(fault);
            return this;
        }

        /** {@code --act}: something that the host does at a point of the run, beside what was given before. */
        public Builder act(PlannedAct act) {
            acts.add(act);
            return this;
        }

        /** As {@link #act(PlannedAct)}. */
        public Builder act(Point point, Act act) {
            return act(new PlannedAct(point, act));
        }

        /**
         * The host.
         *
         * @throws InputException for memory that is too small or no multiple of 4096, and for a negative limit
         */
        public HostSpec build() {
            return new HostSpec(
                    kernel,
                    sevEs,
                    memoryBytes,
                    memoryLockLimit,
                    miscLimits,
                    Optional.ofNullable(initExPath),
                    Optional.ofNullable(store),
                    faults,
                    acts);
        }
    }
}
