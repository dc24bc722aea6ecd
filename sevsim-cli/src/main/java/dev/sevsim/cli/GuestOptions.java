package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.image.Flash;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.io.file.InputException;
import dev.sevsim.io.file.InputFile;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.machine.LibvirtSocket;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.machine.option.Numbers;
import dev.sevsim.ovmf.image.OvmfRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The guest: image, direct boot, disks, vCPUs, memory, policy, and what is typed at its shell.
 *
 * <p>An option that may be left out is Optional; one that names a file is nullable, since the completion of file names is
 * only made for a plain Path.
 */
@Topic.Of(Topic.GUEST)
final class GuestOptions {
    private static final int MAX_DATA_DISK = 256 << 20;

    @Mixin
    private ImageFiles image = new ImageFiles();

    @Option(
            names = "--firmware-release",
            paramLabel = "TAG",
            completionCandidates = Choices.Releases.class,
            description = "Release of edk2, such as 202202, that the embedded OVMF image is made as and that any image"
                    + " behaves as (default: 202511; with --firmware, the release of the image). Before 202108 an embedded image"
                    + " boots from --encrypted-disk alone.")
    private Optional<String> firmwareRelease = Optional.empty();

    @Option(names = "--nvram", description = "Contents of the second flash unit, neither measured nor encrypted.")
    private @Nullable Path nvram;

    @Option(
            names = "--era",
            paramLabel = "ERA",
            completionCandidates = Choices.Eras.class,
            description = "Secret interface of the embedded guest kernel: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}).")
    private String era = "final";

    @Option(
            names = "--encrypted-disk",
            description = "Boot from an encrypted disk, unlocked with secret 736869e5-84f0-4973-92ec-06879ce3da0b"
                    + " (default passphrase: sample-disk-passphrase; one of your own ends in a NUL byte, so give it as"
                    + " luks-key=@FILE); GRUB wipes that secret.")
    private boolean encryptedDisk;

    @Option(names = "--data-disk", description = "Contents of a second disk, /dev/sdb in the guest, read-only.")
    private @Nullable Path dataDisk;

    @Option(names = "--vcpus", paramLabel = "N", description = "Number of virtual CPUs (default: ${DEFAULT-VALUE}).")
    private int vcpus = 1;

    @Option(
            names = "--guest-memory",
            paramLabel = "SIZE",
            description = "Memory of the guest, such as 1G (default: 256M, and more for a large kernel and initrd).")
    private Optional<String> memory = Optional.empty();

    @Option(
            names = "--no-reboot",
            description = "End the VM when the guest resets itself, as serve otherwise does not; launch always does.")
    private boolean noReboot;

    @Option(
            names = "--run",
            paramLabel = "COMMAND",
            description =
                    "Line for the guest's shell; repeatable (default for launch: lines that fit the guest's secrets).")
    private List<String> commands = new ArrayList<>();

    @Mixin
    private SevGuestOptions sev = new SevGuestOptions();

    /** The guest, its files read. */
    GuestSpec.Builder guest(Console console) {
        GuestSpec.Builder guest = GuestSpec.builder().vcpus(vcpus).era(Choices.era(era));
        ImageFiles.Reader reader = (what, file, maximum) -> read(console, what, file, maximum);
        image.firmware(reader).ifPresent(guest::firmware);
        firmwareRelease.map(Choices::release).map(this::bootable).ifPresent(guest::firmwareRelease);
        Optional.ofNullable(nvram)
                .map(file -> reader.read("NVRAM image", file, Flash.MAX_BYTES))
                .ifPresent(guest::nvram);
        image.kernel(reader).ifPresent(guest::kernel);
        image.initrd(reader).ifPresent(guest::initrd);
        image.commandLine().ifPresent(guest::append);
        Optional.ofNullable(dataDisk)
                .map(file -> reader.read("data disk", file, MAX_DATA_DISK))
                .ifPresent(guest::dataDisk);
        memory.map(text -> Numbers.memorySize("--guest-memory", text)).ifPresent(guest::guestMemory);
        if (encryptedDisk) {
            guest.encryptedDisk();
        }
        if (noReboot) {
            guest.noReboot();
        }
        sev.applyTo(guest);
        if (!commands.isEmpty()) {
            guest.run(commands.toArray(new String[0]));
        }
        return guest;
    }

    /** A release whose embedded image can boot this guest: those without a place for hashes boot no kernel of fw_cfg. */
    private OvmfRelease bootable(OvmfRelease release) {
        boolean embedded = image.firmwareFile().isEmpty() && !encryptedDisk;
        if (embedded && release.hashTableArea().isAbsent()) {
            String first = OvmfRelease.all().stream()
                    .filter(each -> !each.hashTableArea().isAbsent())
                    .reduce((newer, older) -> older)
                    .map(OvmfRelease::tag)
                    .orElse(OvmfRelease.HEAD);
            throw new InputException("--firmware-release " + release.tag()
                    + " boots no kernel but that of an encrypted disk: give --encrypted-disk, or a release from "
                    + first + " on");
        }
        return release;
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
                image.firmwareFile().map(Path::toString),
                image.kernelFile().map(Path::toString),
                image.initrdFile().map(Path::toString));
    }

    private static Bytes read(Console console, String what, Path file, long maximum) {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            console.remark("sevsim: reading " + what + " " + file + ", which is no regular file, to its end");
        }
        try (Progress progress = console.progress("reading " + what, size(file))) {
            return InputFile.read(what, file, maximum, progress::done);
        }
    }

    /** A file's size for the progress bar; 0 when it cannot be read, the reader reports the reason. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /** Properties of QEMU's {@code sev-guest} object under their own names. */
    @Topic.Of(Topic.SEV_GUEST)
    static final class SevGuestOptions {
        @Option(
                names = "--policy",
                paramLabel = "HEX",
                description = "Guest policy, hexadecimal (default: 0x1, no debugging).")
        private String policy = "0x1";

        @Option(names = "--sev-es", description = "Launch an SEV-ES guest; the same as policy bit 2.")
        private boolean encryptedState;

        @Option(
                names = "--kernel-hashes",
                paramLabel = "on|off",
                completionCandidates = Choices.OnOff.class,
                description = "With off, the kernel is passed without being measured (default: on).")
        private Optional<String> kernelHashes = Optional.empty();

        @Option(
                names = "--legacy-vm-type",
                paramLabel = "on|off|auto",
                completionCandidates = Choices.LegacyVmTypes.class,
                description = "With off, the VM has a type, which needs --host-kernel newest; its SEV-ES measurement"
                        + " differs (default: auto, as on).")
        private Optional<String> legacyVmType = Optional.empty();

        @Option(
                names = "--handle",
                paramLabel = "N",
                description = "Firmware handle of a guest to share the memory key with (default: none).")
        private Optional<Integer> handle = Optional.empty();

        @Option(names = "--cbitpos", paramLabel = "N", description = "Position of the C-bit (default: the host's).")
        private Optional<Integer> cbitpos = Optional.empty();

        @Option(
                names = "--reduced-phys-bits",
                paramLabel = "N",
                description = "Physical address bits that the guest loses, 1 to 63 (default: 1).")
        private Optional<Integer> reducedPhysBits = Optional.empty();

        @Option(names = "--sev-device", paramLabel = "PATH", description = "The host's device (default: /dev/sev).")
        private Optional<String> sevDevice = Optional.empty();

        void applyTo(GuestSpec.Builder guest) {
            guest.policy(Numbers.policy(policy));
            if (encryptedState) {
                guest.sevEs();
            }
            kernelHashes
                    .map(text -> Choices.onOff("--kernel-hashes", text) ? KernelHashing.ON : KernelHashing.OFF)
                    .ifPresent(guest::kernelHashes);
            legacyVmType.map(Choices::legacyVmType).ifPresent(guest::legacyVmType);
            handle.ifPresent(guest::handle);
            cbitpos.ifPresent(guest::cbitpos);
            reducedPhysBits.ifPresent(guest::reducedPhysBits);
            sevDevice.ifPresent(guest::sevDevice);
        }
    }
}
