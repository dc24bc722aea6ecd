package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.Flash;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.host.vmm.DirectBoot;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.host.vmm.RebootAction;
import dev.sevsim.host.vmm.SevGuestProperties;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.kernel.image.EmbeddedKernel;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.ovmf.image.AmdSevImage;
import dev.sevsim.ovmf.image.OvmfRelease;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The guest, with a value for everything that was left out.
 *
 * @param flash contents of the flash units
 * @param directBoot files for direct boot; empty for a guest that can boot from an encrypted disk alone
 * @param disks the disks
 * @param era secret interface of the embedded kernel; a kernel that is given names its own
 * @param vcpus virtual CPUs, 1 to 255
 * @param memoryBytes guest memory, a multiple of 4096
 * @param sev QEMU's {@code sev-guest} object
 * @param onReboot what a served VM does when the guest resets itself; a launch ends then in any case
 * @param commands lines typed at the guest's shell, in order; empty for those that fit the secrets
 */
public record GuestSpec(
        FlashUnits flash,
        Optional<DirectBoot> directBoot,
        Disks disks,
        Era era,
        int vcpus,
        long memoryBytes,
        SevGuestProperties sev,
        RebootAction onReboot,
        Optional<List<String>> commands) {
    private static final int MAX_VCPUS = 255;

    /**
     * The flash units.
     *
     * @param firmware OVMF image, a multiple of 4096 bytes up to 16 MiB
     * @param release edk2 release whose behaviour OVMF shows; empty to go by the image
     * @param nvram contents of the second unit; neither measured nor encrypted
     */
    public record FlashUnits(Bytes firmware, Optional<OvmfRelease> release, Optional<Bytes> nvram) {
        /** Source: docs/reference/kvm-host.md section 5.2. */
        static final String NVRAM_REMARK =
                "NVRAM: the second flash unit is neither measured nor encrypted, the host can change it unnoticed";
    }

    /**
     * The disks.
     *
     * @param boot the first disk
     * @param data contents of the second disk, {@code /dev/sdb} in the guest
     */
    public record Disks(BootDisk boot, Optional<Bytes> data) {}

    /** The first disk; both kinds hold the embedded kernel. */
    public enum BootDisk {
        /** Not encrypted: no guest boots from it. */
        PLAIN,
        /** An encrypted volume that the disk passphrase among the secrets unlocks; the guest boots from it. */
        ENCRYPTED
    }

    public GuestSpec {
        commands = commands.map(List::copyOf);
    }

    /** Starts from the guest of {@code sevsim launch} without options. */
    public static Builder builder() {
        return new Builder();
    }

    /** Guest policy. */
    public GuestPolicy policy() {
        return sev.policy();
    }

    GuestSpec withCommands(List<String> lines) {
        return new GuestSpec(flash, directBoot, disks, era, vcpus, memoryBytes, sev, onReboot, Optional.of(lines));
    }

    /** Files whose hashes are measured. */
    Optional<DirectBoot> hashedFiles() {
        return sev.kernelHashes() == KernelHashing.ON ? directBoot : Optional.empty();
    }

    /** Collects the properties of a guest; each has the name of its option on the command line. */
    public static final class Builder {
        /** The smallest guest: OVMF's own memory ends there. */
        private static final long LEAST_MEMORY = 256L << 20;

        /** A kernel and an initrd are in memory twice while OVMF loads them. */
        private static final int MEMORY_PER_BOOT_BYTE = 3;

        private static final int MAX_BOOT_FILE = 256 << 20;
        private static final int MAX_DATA_DISK = 256 << 20;
        private static final long FILES_THAT_ALWAYS_FIT = 32L << 20;
        private static final long MEMORY_STEP = 64L << 20;

        private @Nullable Bytes firmware;
        private @Nullable OvmfRelease release;
        private @Nullable Bytes nvram;
        private @Nullable Bytes kernel;
        private @Nullable Bytes initrd;
        private @Nullable String append;
        private BootDisk bootDisk = BootDisk.PLAIN;
        private @Nullable Bytes dataDisk;
        private Era era = Era.FINAL;
        private int vcpus = 1;
        private @Nullable Long memory;
        private SevGuestProperties sev = SevGuestProperties.DEFAULT;
        private RebootAction onReboot = RebootAction.RESET;
        private @Nullable List<String> commands;

        private Builder() {}

        /** {@code --firmware}: an OVMF image instead of the embedded one, without the embedded kernel. */
        public Builder firmware(Bytes image) {
            firmware = image;
            return this;
        }

        /** As {@link #firmware(Bytes)}, from a file. */
        public Builder firmware(Path file) {
            return firmware(image(file));
        }

        /** {@code --firmware-release}: how the embedded image is made, and the behaviour of any image. */
        public Builder firmwareRelease(OvmfRelease other) {
            release = other;
            return this;
        }

        /** {@code --nvram}. */
        public Builder nvram(Bytes contents) {
            nvram = contents;
            return this;
        }

        /** As {@link #nvram(Bytes)}, from a file. */
        public Builder nvram(Path file) {
            return nvram(InputFile.read("NVRAM image", file, Flash.MAX_BYTES));
        }

        /** {@code --kernel}: a kernel for direct boot instead of the embedded one. */
        public Builder kernel(Bytes file) {
            kernel = file;
            return this;
        }

        /** As {@link #kernel(Bytes)}, from a file. */
        public Builder kernel(Path file) {
            return kernel(bootFile("kernel", file));
        }

        /** {@code --initrd}; needs a kernel. An empty one is none, as for QEMU. */
        public Builder initrd(Bytes file) {
            initrd = file;
            return this;
        }

        /** As {@link #initrd(Bytes)}, from a file. */
        public Builder initrd(Path file) {
            return initrd(possiblyEmptyBootFile("initrd", file));
        }

        /**
         * {@code --append}: command line of the kernel, also of the embedded one.
         *
         * @throws InputException for a NUL character and for half of a surrogate pair
         */
        public Builder append(String commandLine) {
            append = ExactText.commandLine("--append", commandLine);
            return this;
        }

        /** {@code --encrypted-disk}: boots from an encrypted disk. */
        public Builder encryptedDisk() {
            bootDisk = BootDisk.ENCRYPTED;
            return this;
        }

        /** {@code --data-disk}. */
        public Builder dataDisk(Bytes contents) {
            dataDisk = contents;
            return this;
        }

        /** As {@link #dataDisk(Bytes)}, from a file. */
        public Builder dataDisk(Path file) {
            return dataDisk(InputFile.read("data disk", file, MAX_DATA_DISK));
        }

        /** {@code --era}: secret interface of the embedded kernel. */
        public Builder era(Era other) {
            era = other;
            return this;
        }

        /** {@code --vcpus}. */
        public Builder vcpus(int count) {
            vcpus = count;
            return this;
        }

        /** {@code --guest-memory}, in bytes; without it 256 MiB, and more for a large kernel and initrd. */
        public Builder guestMemory(long bytes) {
            memory = bytes;
            return this;
        }

        private Builder sev(SevGuestProperties changed) {
            sev = changed;
            return this;
        }

        /** {@code --policy}. */
        public Builder policy(GuestPolicy policy) {
            return sev(sev.withPolicy(policy));
        }

        /** {@code --sev-es}: sets bit 2 of the policy. */
        public Builder sevEs() {
            return sev(sev.withEncryptedState());
        }

        /** {@code --kernel-hashes}. */
        public Builder kernelHashes(KernelHashing hashing) {
            return sev(sev.withKernelHashes(hashing));
        }

        /** {@code --handle}. */
        public Builder handle(int guest) {
            return sev(sev.withHandle(guest));
        }

        /** {@code --cbitpos}. */
        public Builder cbitpos(int position) {
            return sev(sev.withCbitpos(position));
        }

        /** {@code --reduced-phys-bits}. */
        public Builder reducedPhysBits(int bits) {
            return sev(sev.withReducedPhysBits(bits));
        }

        /** {@code --legacy-vm-type}. */
        public Builder legacyVmType(LegacyVmType type) {
            return sev(sev.withLegacyVmType(type));
        }

        /** {@code --sev-device}. */
        public Builder sevDevice(String path) {
            return sev(sev.withSevDevice(path));
        }

        /** {@code --no-reboot}: the VM ends when the guest resets itself. */
        public Builder noReboot() {
            onReboot = RebootAction.SHUTDOWN;
            return this;
        }

        /**
         * {@code --run}: lines for the guest's shell; none for a guest that is only shut down.
         *
         * @throws InputException for half of a surrogate pair
         */
        public Builder run(String... lines) {
            for (String line : lines) {
                String unused = ExactText.of("--run", line);
            }
            commands = List.of(lines);
            return this;
        }

        /**
         * Fills in what was left out.
         *
         * @throws InputException for properties that exclude each other or are out of range
         */
        public GuestSpec build() {
            if (vcpus < 1 || vcpus > MAX_VCPUS) {
                throw new InputException("--vcpus " + vcpus + " is out of range, expected 1 to " + MAX_VCPUS);
            }
            if (memory != null && (memory <= 0 || memory % Page.SIZE != 0)) {
                throw new InputException(
                        "--guest-memory " + memory + " is out of range, expected a multiple of " + Page.SIZE);
            }
            if (kernel == null && initrd != null) {
                throw new InputException("--initrd needs --kernel");
            }
            if (kernel != null && era != Era.FINAL) {
                throw new InputException("--era chooses an embedded kernel, --kernel names another one");
            }
            Optional<DirectBoot> boot = directBoot();
            if (boot.isEmpty() && append != null) {
                throw new InputException("--append needs --kernel: this guest boots no embedded kernel");
            }
            Bytes image = firmware != null ? firmware : embeddedImage();
            requireFlash(image);
            return new GuestSpec(
                    new FlashUnits(image, Optional.ofNullable(release), Optional.ofNullable(nvram)),
                    boot,
                    new Disks(bootDisk, Optional.ofNullable(dataDisk)),
                    era,
                    vcpus,
                    memory != null ? memory : memoryFor(boot),
                    sev,
                    onReboot,
                    Optional.ofNullable(commands));
        }

        static Bytes image(Path file) {
            return InputFile.read("OVMF image", file, Flash.MAX_BYTES);
        }

        static Bytes bootFile(String what, Path file) {
            return InputFile.read(what, file, MAX_BOOT_FILE);
        }

        /** An empty file is an initrd, as for QEMU, and measured as none. */
        static Bytes possiblyEmptyBootFile(String what, Path file) {
            return InputFile.readPossiblyEmpty(what, file, MAX_BOOT_FILE, done -> {});
        }

        /** A guest with an encrypted disk boots from that; an image without a place for hashes boots no embedded kernel. */
        private Optional<DirectBoot> directBoot() {
            boolean encrypted = bootDisk == BootDisk.ENCRYPTED;
            if (kernel != null) {
                if (encrypted) {
                    throw new InputException("a guest with an encrypted disk boots from it, give no kernel");
                }
                return Optional.of(new DirectBoot(
                        kernel,
                        Optional.ofNullable(initrd).filter(file -> !file.isEmpty()),
                        Optional.ofNullable(append)));
            }
            boolean takesHashes = release == null || !release.hashTableArea().isAbsent();
            return firmware == null && !encrypted && takesHashes ? Optional.of(embeddedBoot()) : Optional.empty();
        }

        private DirectBoot embeddedBoot() {
            return new DirectBoot(
                    EmbeddedKernel.image(era),
                    Optional.of(EmbeddedKernel.initrd(era)),
                    Optional.of(append != null ? append : EmbeddedKernel.COMMAND_LINE));
        }

        private Bytes embeddedImage() {
            return release == null
                    ? AmdSevImage.standard()
                    : AmdSevImage.builder().release(release).build();
        }

        private static long memoryFor(Optional<DirectBoot> boot) {
            long files = boot.map(b -> (long) b.kernel().length()
                            + b.initrd().map(Bytes::length).orElse(0))
                    .orElse(0L);
            long more = files <= FILES_THAT_ALWAYS_FIT ? 0 : files * MEMORY_PER_BOOT_BYTE;
            return LEAST_MEMORY + (more + MEMORY_STEP - 1) / MEMORY_STEP * MEMORY_STEP;
        }

        private static void requireFlash(Bytes image) {
            int size = image.length();
            if (size % Page.SIZE != 0 || size > Flash.MAX_BYTES) {
                throw new InputException("OVMF image has " + size + " bytes, expected a multiple of " + Page.SIZE
                        + " up to " + Flash.MAX_BYTES + "; give the whole image file");
            }
            OvmfTable table = OvmfTable.read(image);
            if (table.entries().isEmpty() && table.problem().isPresent()) {
                throw new InputException("OVMF image has " + table.problem().get()
                        + ": it is truncated or not an OVMF image, give the whole image file");
            }
        }
    }
}
