package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.cpu.GuestCpu;
import java.util.Optional;

/**
 * What the firmware knows of itself, read from its own last page in guest memory: the values that a real build has
 * compiled in.
 *
 * @param release whose behaviour to show
 * @param flashBase guest physical address of the image
 * @param secretArea launch secret; absent on builds other than AmdSev
 * @param hashTableArea kernel hashes; absent on builds other than AmdSev
 * @param workArea guest physical address of the confidential work area
 */
record FirmwareImage(OvmfRelease release, long flashBase, Area secretArea, Area hashTableArea, long workArea) {
    static final GuestPhysical RESET_VECTOR = new GuestPhysical(0xFFFF_FFF0L);

    private static final GuestPhysical LAST_PAGE = new GuestPhysical(0xFFFF_F000L);
    private static final GuestPhysical MARK = new GuestPhysical(0xFFFF_FFECL);
    private static final int PAGE = 4096;
    private static final long DEFAULT_FLASH_BASE = 0xFFC0_0000L;
    private static final int DEFAULT_WORK_AREA = 0x0080_B000;
    private static final Area ABSENT = new Area(0, 0);

    /** Whether the bytes before the reset vector are the tail of an OVMF image. */
    static boolean isThere(GuestCpu cpu) {
        return cpu.fetch(MARK, AmdSevImage.VOLUME_TOP_FILE_MARK.length()).equals(AmdSevImage.VOLUME_TOP_FILE_MARK);
    }

    /** Reads the last page as code does, through the guest's key. */
    static FirmwareImage read(GuestCpu cpu, OvmfRelease otherwise) {
        Bytes page = cpu.fetch(LAST_PAGE, PAGE);
        OvmfTable table = OvmfTable.read(page);
        Optional<SecurityVolume> own = SecurityVolume.find(page);
        return new FirmwareImage(
                own.map(SecurityVolume::release).orElse(otherwise),
                own.map(SecurityVolume::flashBase).orElse(DEFAULT_FLASH_BASE),
                table.secretArea().orElse(ABSENT),
                table.hashTableArea().orElse(ABSENT),
                Integer.toUnsignedLong(table.sevEsResetAddress().orElse(DEFAULT_WORK_AREA) & ~(PAGE - 1)));
    }

    /** Whether SecretPei, SecretDxe, the blob verifier and GRUB are part of the build. */
    boolean isAmdSevBuild() {
        return !secretArea.isAbsent();
    }
}
