package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.OvmfTable.Area;

/**
 * The MEMFD of a release: fixed areas of OVMF in RAM. An area that a release lacks is absent.
 *
 * <p>What never moved (SEC page tables, lock box, GHCB, work area) is not repeated for each release.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 5.1 and 5.2.
 *
 * @param secret launch secret
 * @param hashTable kernel hashes; absent before 202108
 * @param snpSecrets SNP secrets page; absent before 202205
 * @param cpuid SNP CPUID page; absent before 202205
 * @param callingArea SVSM calling area; absent before 202405
 * @param ghcbBackup GHCB backup for nested #VC
 * @param apicPageTable page table that splits the APIC page; absent before 202405
 * @param temporaryRam stack and heap of SEC
 * @param earlyDebugLog early debug log; absent before 202511
 * @param peiVolume decompressed PEI modules
 * @param dxeVolume decompressed DXE drivers
 */
public record MemoryLayout(
        Area secret,
        Area hashTable,
        Area snpSecrets,
        Area cpuid,
        Area callingArea,
        Area ghcbBackup,
        Area apicPageTable,
        Area temporaryRam,
        Area earlyDebugLog,
        Area peiVolume,
        Area dxeVolume) {
    /** First byte of the MEMFD in every release: the page tables of the reset vector. */
    public static final long BASE = 0x80_0000;

    public static final long LOCK_BOX = 0x80_6000;
    public static final long GHCB_PAGE_TABLE = 0x80_8000;
    public static final long GHCB = 0x80_9000;

    /** Where the MEMFD ends. */
    public long end() {
        return endOf(dxeVolume);
    }

    /** The first byte behind the pages that the secret and the kernel hashes share. */
    long endOfSecretPage() {
        return (Math.max(endOf(secret), endOf(hashTable)) + Page.SIZE - 1) & -Page.SIZE;
    }

    static long endOf(Area area) {
        return area.base() + area.size();
    }
}
