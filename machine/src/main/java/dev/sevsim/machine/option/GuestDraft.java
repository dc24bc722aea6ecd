package dev.sevsim.machine.option;

import dev.sevsim.abi.image.Flash;
import dev.sevsim.host.vmm.KernelHashing;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.GuestSpec;
import dev.sevsim.ovmf.image.OvmfRelease;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options of the guest: its files, its machine, and the properties of QEMU's {@code sev-guest} object. */
final class GuestDraft {
    private static final int MAX_DATA_DISK = 256 << 20;
    private static final int MOST_VCPUS = 255;

    private final DraftFiles files;
    private final GuestSpec.Builder guest = GuestSpec.builder();
    private boolean encryptedDisk;
    private boolean ownImage;
    private @Nullable OvmfRelease release;

    GuestDraft(DraftFiles files) {
        this.files = files;
    }

    /**
     * The guest.
     *
     * @throws InputException for a release whose embedded image cannot boot it: those without a place for hashes boot no kernel of fw_cfg
     */
    GuestSpec.Builder build() {
        if (release != null && release.hashTableArea().isAbsent() && !ownImage && !encryptedDisk) {
            String first = OvmfRelease.all().stream()
                    .filter(each -> !each.hashTableArea().isAbsent())
                    .reduce((newer, older) -> older)
                    .map(OvmfRelease::tag)
                    .orElse(OvmfRelease.HEAD);
            throw new InputException("--firmware-release " + release.tag()
                    + " boots no kernel but that of an encrypted disk: give --encrypted-disk, or a release from "
                    + first + " on");
        }
        return guest;
    }

    /** Whether it boots from an encrypted disk. */
    boolean bootsFromEncryptedDisk() {
        return encryptedDisk;
    }

    /** {@code --firmware}. */
    void firmware(String file) {
        ownImage = true;
        guest.firmware(files.image(file));
    }

    /** {@code --firmware-release}. */
    void firmwareRelease(String tag) {
        release = Choices.release(tag);
        guest.firmwareRelease(release);
    }

    /** {@code --nvram}. */
    void nvram(String file) {
        guest.nvram(files.read("NVRAM image", file, Flash.MAX_BYTES));
    }

    /** {@code --kernel}. */
    void kernel(String file) {
        guest.kernel(files.kernel("kernel", file));
    }

    /** {@code --initrd}. */
    void initrd(String file) {
        guest.initrd(files.initrd("initrd", file));
    }

    /** {@code --append}. */
    void append(String text) {
        guest.append(text);
    }

    /** {@code --era}. */
    void era(String name) {
        guest.era(Choices.era(name));
    }

    /** {@code --encrypted-disk}. */
    void encryptedDisk() {
        encryptedDisk = true;
        guest.encryptedDisk();
    }

    /** {@code --data-disk}. */
    void dataDisk(String file) {
        guest.dataDisk(files.read("data disk", file, MAX_DATA_DISK));
    }

    /** {@code --vcpus}. */
    void vcpus(String number) {
        guest.vcpus(Numbers.positiveInteger("--vcpus", number, MOST_VCPUS));
    }

    /** {@code --guest-memory}. */
    void guestMemory(String size) {
        guest.guestMemory(Numbers.memorySize("--guest-memory", size));
    }

    /** {@code --no-reboot}. */
    void noReboot() {
        guest.noReboot();
    }

    /** {@code --run}. */
    void run(List<String> lines) {
        guest.run(lines.toArray(new String[0]));
    }

    /** {@code --policy}. */
    void policy(String hexadecimal) {
        guest.policy(Numbers.policy(hexadecimal));
    }

    /** {@code --sev-es}. */
    void sevEs() {
        guest.sevEs();
    }

    /** {@code --kernel-hashes}. */
    void kernelHashes(String text) {
        guest.kernelHashes(Choices.onOff("--kernel-hashes", text) ? KernelHashing.ON : KernelHashing.OFF);
    }

    /** {@code --legacy-vm-type}. */
    void legacyVmType(String text) {
        guest.legacyVmType(Choices.legacyVmType(text));
    }

    /** {@code --handle}. */
    void handle(String number) {
        guest.handle(Numbers.integer("--handle", number, Integer.MAX_VALUE));
    }

    /** {@code --cbitpos}. */
    void cbitpos(String number) {
        guest.cbitpos(Numbers.integer("--cbitpos", number, Integer.MAX_VALUE));
    }

    /** {@code --reduced-phys-bits}. */
    void reducedPhysBits(String number) {
        guest.reducedPhysBits(Numbers.integer("--reduced-phys-bits", number, Integer.MAX_VALUE));
    }

    /** {@code --sev-device}. */
    void sevDevice(String name) {
        guest.sevDevice(name);
    }
}
