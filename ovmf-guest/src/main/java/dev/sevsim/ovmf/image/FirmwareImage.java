package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.cpu.GuestCpu;
import java.util.List;
import java.util.Optional;

/**
 * OVMF's own image, read from its last page in guest memory: the values that a real build has
 * compiled in.
 *
 * <p>The behaviour is that of the release that was chosen for the guest; else of the one that an image of
 * our own names; else of the newest that fits the image's tail; else of the default one. Areas are always the image's.
 *
 * @param release whose behaviour to show
 * @param fitting the releases that the tail fits, in words; empty when it names one or fits none
 * @param flashBase guest physical address of the image
 * @param secretArea launch secret; absent on builds other than AmdSev
 * @param hashTableArea kernel hashes; absent on builds other than AmdSev
 * @param sevArea guest physical address of the SEV-ES part of the confidential work area
 */
public record FirmwareImage(
        OvmfRelease release,
        Optional<String> fitting,
        long flashBase,
        Area secretArea,
        Area hashTableArea,
        long sevArea) {
    public static final GuestPhysical RESET_VECTOR = new GuestPhysical(0xFFFF_FFF0L);

    private static final GuestPhysical LAST_PAGE = new GuestPhysical(0xFFFF_F000L);
    private static final GuestPhysical MARK = new GuestPhysical(0xFFFF_FFECL);
    private static final int WORK_AREA_HEADER_SIZE = 4;
    private static final long DEFAULT_FLASH_BASE = 0xFFC0_0000L;
    private static final int DEFAULT_SEV_AREA = 0x0080_B004;
    private static final Area ABSENT = new Area(0, 0);

    /** Whether the bytes before the reset vector are the tail of an OVMF image. */
    public static boolean isThere(GuestCpu cpu) {
        return cpu.fetch(MARK, AmdSevImage.VOLUME_TOP_FILE_MARK.length()).equals(AmdSevImage.VOLUME_TOP_FILE_MARK);
    }

    /** Reads the last page as code does, through the guest's key. */
    public static FirmwareImage read(GuestCpu cpu, Optional<OvmfRelease> chosen) {
        Bytes page = cpu.fetch(LAST_PAGE, Page.SIZE);
        OvmfTable table = OvmfTable.read(page);
        Optional<SecurityVolume> own = SecurityVolume.find(page);
        List<OvmfRelease> fitting = own.isPresent() ? List.of() : ReleaseMatch.of(page);
        OvmfRelease release = chosen.or(() -> own.map(SecurityVolume::release))
                .or(() -> fitting.stream().findFirst())
                .orElse(OvmfRelease.DEFAULT);
        return new FirmwareImage(
                release,
                ReleaseMatch.describe(fitting),
                own.map(SecurityVolume::flashBase).orElse(DEFAULT_FLASH_BASE),
                table.secretArea().orElse(ABSENT),
                table.hashTableArea().orElse(ABSENT),
                Integer.toUnsignedLong(table.sevEsResetAddress().orElse(DEFAULT_SEV_AREA)));
    }

    /** The page of the confidential work area. */
    public long workArea() {
        return sevArea & -Page.SIZE;
    }

    /** Whether a header with the guest's type comes before the SEV-ES part, as it does since 202111. */
    public boolean hasWorkAreaHeader() {
        return sevArea - workArea() == WORK_AREA_HEADER_SIZE;
    }

    /** Whether SecretPei, SecretDxe, the blob verifier and GRUB are part of the build. */
    public boolean isAmdSevBuild() {
        return !secretArea.isAbsent();
    }
}
