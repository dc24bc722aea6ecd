package dev.sevsim.ovmf.image;

import dev.sevsim.abi.efi.EfiMemoryType;
import dev.sevsim.abi.efi.HobMemoryAllocation;
import dev.sevsim.abi.image.OvmfTable.Area;

/**
 * How SecretPei of a release reserves the launch secret.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 6.
 */
public enum SecretPageRule {
    /** 202102, 202105: the exact size, free for the operating system after boot services. */
    EXACT_BOOT_SERVICES_DATA(1, EfiMemoryType.BOOT_SERVICES_DATA),
    /** 202108, 202111: whole pages, free for the operating system after boot services. */
    PAGES_BOOT_SERVICES_DATA(4096, EfiMemoryType.BOOT_SERVICES_DATA),
    /** Since 202202: whole pages, reserved for good. */
    PAGES_RESERVED(4096, EfiMemoryType.RESERVED);

    private final int granularityBytes;
    private final EfiMemoryType memoryType;

    SecretPageRule(int granularityBytes, EfiMemoryType memoryType) {
        this.granularityBytes = granularityBytes;
        this.memoryType = memoryType;
    }

    /** The one HOB that SecretPei builds for the area; the area itself is not read. */
    public HobMemoryAllocation hob(Area area) {
        long length = (area.size() + granularityBytes - 1) / granularityBytes * granularityBytes;
        return HobMemoryAllocation.of(area.base(), length, memoryType);
    }
}
