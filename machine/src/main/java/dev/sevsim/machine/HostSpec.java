package dev.sevsim.machine;

import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.HostProfile.EncryptedState;
import dev.sevsim.host.profile.KernelProfile;
import dev.sevsim.host.profile.MiscLimits;
import dev.sevsim.psp.FirmwareProfile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Linux host.
 *
 * @param kernel kernel whose ABI and behaviour is modelled
 * @param sevEs parameter {@code sev_es} of the {@code kvm_amd} module: whether the platform is initialised for SEV-ES
 * @param memoryBytes size of DRAM, a multiple of 4096
 * @param memoryLockLimit RLIMIT_MEMLOCK of the VMM's process, in bytes
 * @param miscLimits limits of the {@code misc} control group of the VMM's process
 * @param initExPath parameter {@code init_ex_path} of the {@code ccp} module: file that holds the firmware's store; empty for
 *     the store in flash
 * @param store directory that keeps the chip and its store between runs; empty for the embedded chip and an empty store
 */
public record HostSpec(
        KernelProfile kernel,
        EncryptedState sevEs,
        long memoryBytes,
        long memoryLockLimit,
        MiscLimits miscLimits,
        Optional<Path> initExPath,
        Optional<Path> store) {
    /** Linux 6.1 with SEV-ES, 4 GiB of memory, no limits and no store. */
    public static final HostSpec DEFAULT = new HostSpec(
            KernelProfile.LINUX_6_1,
            EncryptedState.ON,
            4L << 30,
            Long.MAX_VALUE,
            MiscLimits.NONE,
            Optional.empty(),
            Optional.empty());

    /** Starts from {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Starts from this host. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The host's profile with what CPUID reports of the chip. */
    HostProfile profile(FirmwareProfile chip) {
        HostProfile profile = HostProfile.of(chip.generation())
                .withKernel(kernel)
                .withEncryptedState(sevEs)
                .withMemoryLockLimit(memoryLockLimit)
                .withMiscLimits(miscLimits);
        return initExPath.map(profile::withInitExPath).orElse(profile);
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

        private Builder(HostSpec from) {
            kernel = from.kernel;
            sevEs = from.sevEs;
            memoryBytes = from.memoryBytes;
            memoryLockLimit = from.memoryLockLimit;
            miscLimits = from.miscLimits;
            initExPath = from.initExPath.orElse(null);
            store = from.store.orElse(null);
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

        public HostSpec build() {
            return new HostSpec(
                    kernel,
                    sevEs,
                    memoryBytes,
                    memoryLockLimit,
                    miscLimits,
                    Optional.ofNullable(initExPath),
                    Optional.ofNullable(store));
        }
    }
}
