package dev.sevsim.cli;

import dev.sevsim.machine.LibvirtSocket;
import dev.sevsim.machine.option.Choices;
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
 * only made for a plain Path. {@link MachineOptions#draft} takes the values by the names of the options.
 */
@Topic.Of(Topic.GUEST)
final class GuestOptions {
    @Mixin
    private ImageFiles image = new ImageFiles();

    @Option(
            names = "--firmware-release",
            paramLabel = "TAG",
            completionCandidates = Choices.Releases.class,
            description = "Release of edk2, such as 202202, that the embedded OVMF image is made as and that any image"
                    + " behaves as (default: 202511; with --firmware, the release of the image). Before 202108 an embedded image"
                    + " boots from --encrypted-disk alone.")
    Optional<String> firmwareRelease = Optional.empty();

    @Option(names = "--nvram", description = "Contents of the second flash unit, neither measured nor encrypted.")
    @Nullable
    Path nvram;

    @Option(
            names = "--era",
            paramLabel = "ERA",
            completionCandidates = Choices.Eras.class,
            description = "Secret interface of the embedded guest kernel: ${COMPLETION-CANDIDATES} (default:"
                    + " ${DEFAULT-VALUE}).")
    String era = "final";

    @Option(
            names = "--encrypted-disk",
            description = "Boot from an encrypted disk, unlocked with secret 736869e5-84f0-4973-92ec-06879ce3da0b"
                    + " (default passphrase: sample-disk-passphrase; one of your own ends in a NUL byte, so give it as"
                    + " luks-key=@FILE); GRUB wipes that secret.")
    private boolean encryptedDisk;

    @Option(names = "--data-disk", description = "Contents of a second disk, /dev/sdb in the guest, read-only.")
    @Nullable
    Path dataDisk;

    @Option(names = "--vcpus", paramLabel = "N", description = "Number of virtual CPUs (default: ${DEFAULT-VALUE}).")
    int vcpus = 1;

    @Option(
            names = "--guest-memory",
            paramLabel = "SIZE",
            description = "Memory of the guest, such as 1G (default: 256M, and more for a large kernel and initrd).")
    Optional<String> memory = Optional.empty();

    @Option(
            names = "--no-reboot",
            description = "End the VM when the guest resets itself, as serve otherwise does not; launch always does.")
    boolean noReboot;

    @Option(
            names = "--run",
            paramLabel = "COMMAND",
            description =
                    "Line for the guest's shell; repeatable (default for launch: lines that fit the guest's secrets).")
    private List<String> commands = new ArrayList<>();

    @Mixin
    SevGuestOptions sev = new SevGuestOptions();

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

    /** Properties of QEMU's {@code sev-guest} object under their own names. */
    @Topic.Of(Topic.SEV_GUEST)
    static final class SevGuestOptions {
        @Option(
                names = "--policy",
                paramLabel = "HEX",
                description = "Guest policy, hexadecimal (default: 0x1, no debugging).")
        String policy = "0x1";

        @Option(names = "--sev-es", description = "Launch an SEV-ES guest; the same as policy bit 2.")
        boolean encryptedState;

        @Option(
                names = "--kernel-hashes",
                paramLabel = "on|off",
                completionCandidates = Choices.OnOff.class,
                description = "With off, the kernel is passed without being measured (default: on).")
        Optional<String> kernelHashes = Optional.empty();

        @Option(
                names = "--legacy-vm-type",
                paramLabel = "on|off|auto",
                completionCandidates = Choices.LegacyVmTypes.class,
                description = "With off, the VM has a type, which needs --host-kernel newest; its SEV-ES measurement"
                        + " differs (default: auto, as on).")
        Optional<String> legacyVmType = Optional.empty();

        @Option(
                names = "--handle",
                paramLabel = "N",
                description = "Firmware handle of a guest to share the memory key with (default: none).")
        Optional<Integer> handle = Optional.empty();

        @Option(names = "--cbitpos", paramLabel = "N", description = "Position of the C-bit (default: the host's).")
        Optional<Integer> cbitpos = Optional.empty();

        @Option(
                names = "--reduced-phys-bits",
                paramLabel = "N",
                description = "Physical address bits that the guest loses, 1 to 63 (default: 1).")
        Optional<Integer> reducedPhysBits = Optional.empty();

        @Option(names = "--sev-device", paramLabel = "PATH", description = "The host's device (default: /dev/sev).")
        Optional<String> sevDevice = Optional.empty();
    }
}
