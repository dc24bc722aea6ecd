package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.Flash;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.host.vmm.LegacyVmType;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.kernel.image.Era;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.machine.LibvirtSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The guest: image, direct boot, disks, vCPUs, memory, policy, and what is typed at its shell. */
final class GuestOptions {
    private static final int MAX_BOOT_FILE = 256 << 20;
    private static final int MAX_DATA_DISK = 256 << 20;

    @Option(names = "--firmware", paramLabel = "FILE", description = "OVMF image (default: the embedded one)")
    private @Nullable Path firmware;

    @Option(
            names = "--firmware-release",
            paramLabel = "TAG",
            description = "edk2 release, such as 202202: how the embedded image is made, and the behaviour of any image"
                    + " (default: 202511, and the release of the image with --firmware)")
    private @Nullable String firmwareRelease;

    @Option(names = "--nvram", paramLabel = "FILE", description = "Image for the second flash unit, not measured")
    private @Nullable Path nvram;

    @Option(
            names = "--kernel",
            paramLabel = "FILE",
            description =
                    "Kernel for measured direct boot (default: the embedded one with the embedded image, none with"
                            + " --firmware)")
    private @Nullable Path kernel;

    @Option(names = "--initrd", paramLabel = "FILE", description = "Initrd for --kernel")
    private @Nullable Path initrd;

    @Option(names = "--append", paramLabel = "TEXT", description = "Kernel command line for --kernel")
    private @Nullable String append;

    @Option(
            names = "--era",
            paramLabel = "ERA",
            description = "Secret interface of the embedded guest kernel: v2, v7 or final (default: ${DEFAULT-VALUE})")
    private String era = "final";

    @Option(
            names = "--encrypted-disk",
            description = "Boot from an encrypted disk, unlocked with secret 736869e5-84f0-4973-92ec-06879ce3da0b"
                    + " (default passphrase: sample-disk-passphrase); GRUB wipes that secret")
    private boolean encryptedDisk;

    @Option(names = "--data-disk", paramLabel = "FILE", description = "A second disk, /dev/sdb in the guest, read-only")
    private @Nullable Path dataDisk;

    @Option(names = "--vcpus", paramLabel = "N", description = "Virtual CPUs (default: ${DEFAULT-VALUE})")
    private int vcpus = 1;

    @Option(
            names = "--guest-memory",
            paramLabel = "SIZE",
            description = "Memory of the guest, such as 1G (default: 256M, and more for a large kernel and initrd)")
    private @Nullable String memory;

    @Option(
            names = "--policy",
            paramLabel = "HEX",
            description = "Guest policy, hexadecimal (default: 0x1, no debugging)")
    private String policy = "0x1";

    @Option(names = "--sev-es", description = "Launch an SEV-ES guest; the same as policy bit 2")
    private boolean encryptedState;

    @Mixin
    private SevGuestOptions sev = new SevGuestOptions();

    @Option(
            names = "--run",
            paramLabel = "COMMAND",
            description = "A line for the guest's shell; repeatable (default for launch: look at the secrets, remove"
                    + " one)")
    private List<String> commands = new ArrayList<>();

    GuestOptions() {}

    /** The guest, its files read. */
    GuestSpec.Builder guest(Console console) {
        GuestSpec.Builder guest = GuestSpec.builder().vcpus(vcpus).era(era()).policy(Arguments.policy(policy));
        read(console, "firmware image", firmware, Flash.MAX_BYTES).ifPresent(guest::firmware);
        Optional.ofNullable(firmwareRelease).map(Arguments::release).ifPresent(guest::firmwareRelease);
        read(console, "NVRAM image", nvram, Flash.MAX_BYTES).ifPresent(guest::nvram);
        read(console, "kernel", kernel, MAX_BOOT_FILE).ifPresent(guest::kernel);
        read(console, "initrd", initrd, MAX_BOOT_FILE).ifPresent(guest::initrd);
        read(console, "data disk", dataDisk, MAX_DATA_DISK).ifPresent(guest::dataDisk);
        Optional.ofNullable(append).ifPresent(guest::append);
        Optional.ofNullable(memory)
                .map(text -> Arguments.memorySize("--guest-memory", text))
                .ifPresent(guest::guestMemory);
        if (encryptedDisk) {
            guest.encryptedDisk();
        }
        if (encryptedState) {
            guest.sevEs();
        }
        sev.applyTo(guest);
        if (!commands.isEmpty()) {
            guest.run(commands.toArray(new String[0]));
        }
        return guest;
    }

    boolean hasCommands() {
        return !commands.isEmpty();
    }

    boolean hasEncryptedDisk() {
        return encryptedDisk;
    }

    /** The guest's files by the names that were typed. */
    LibvirtSocket.Files files() {
        return new LibvirtSocket.Files(
                Optional.ofNullable(firmware).map(Path::toString),
                Optional.ofNullable(kernel).map(Path::toString),
                Optional.ofNullable(initrd).map(Path::toString));
    }

    private Era era() {
        return Era.fromLabel(era)
                .orElseThrow(() -> new InputException("--era " + era + " is unknown, expected: v2, v7 or final"));
    }

    private static Optional<Bytes> read(Console console, String what, @Nullable Path file, long maximum) {
        if (file == null) {
            return Optional.empty();
        }
        try (Progress progress = console.progress("reading " + what, Arguments.size(file))) {
            return Optional.of(InputFile.read(what, file, maximum, progress::done));
        }
    }

    /** Properties of QEMU's {@code sev-guest} object under their own names. */
    static final class SevGuestOptions {
        @Option(
                names = "--kernel-hashes",
                paramLabel = "on|off",
                description = "off: the kernel is passed without being measured (default: on)")
        private @Nullable String kernelHashes;

        @Option(
                names = "--legacy-vm-type",
                paramLabel = "on|off|auto",
                description = "off: a VM with a type, which needs --host-kernel newest; its SEV-ES measurement differs"
                        + " (default: auto, as on)")
        private @Nullable String legacyVmType;

        @Option(
                names = "--handle",
                paramLabel = "N",
                description = "Firmware handle of a guest to share the memory key with (default: none)")
        private @Nullable Integer handle;

        @Option(names = "--cbitpos", paramLabel = "N", description = "Position of the C-bit (default: the host's)")
        private @Nullable Integer cbitpos;

        @Option(
                names = "--reduced-phys-bits",
                paramLabel = "N",
                description = "Physical address bits that the guest loses (default: the host's)")
        private @Nullable Integer reducedPhysBits;

        @Option(names = "--sev-device", paramLabel = "PATH", description = "The host's device (default: /dev/sev)")
        private @Nullable String sevDevice;

        SevGuestOptions() {}

        void applyTo(GuestSpec.Builder guest) {
            Optional.ofNullable(kernelHashes)
                    .map(text -> Arguments.onOff("--kernel-hashes", text) ? KernelHashing.ON : KernelHashing.OFF)
                    .ifPresent(guest::kernelHashes);
            Optional.ofNullable(legacyVmType).map(SevGuestOptions::vmType).ifPresent(guest::legacyVmType);
            Optional.ofNullable(handle).ifPresent(guest::handle);
            Optional.ofNullable(cbitpos).ifPresent(guest::cbitpos);
            Optional.ofNullable(reducedPhysBits).ifPresent(guest::reducedPhysBits);
            Optional.ofNullable(sevDevice).ifPresent(guest::sevDevice);
        }

        private static LegacyVmType vmType(String text) {
            return switch (text) {
                case "on" -> LegacyVmType.ON;
                case "off" -> LegacyVmType.OFF;
                case "auto" -> LegacyVmType.AUTO;
                default ->
                    throw new InputException("--legacy-vm-type " + text + " is unknown, expected: on, off or auto");
            };
        }
    }
}
