package dev.sevsim.ovmf;

import dev.sevsim.abi.image.OvmfTable.Area;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between stable releases of edk2's AmdSev build, as far as a launch can see it.
 *
 * <p>Source: ovmf-guest.md sections 3.4, 4.1, 5.2, 6 and 9.5.
 *
 * @param tag release tag without its {@code edk2-stable} prefix
 * @param secretArea launch secret
 * @param hashTableArea kernel hashes; absent before 202108
 * @param sevEsResetAddress payload of the SEV-ES reset block
 * @param entries table entries
 * @param sevSections content of the SEV metadata descriptor
 * @param fixedMemory where the firmware itself lies in RAM
 * @param secretPage how the secret's page is kept
 * @param blobVerification what happens to a kernel that does not match
 */
public record OvmfRelease(
        String tag,
        Area secretArea,
        Area hashTableArea,
        int sevEsResetAddress,
        Set<TableEntry> entries,
        List<SevMetadata.Section> sevSections,
        FixedMemory fixedMemory,
        SecretPageRule secretPage,
        BlobVerification blobVerification) {

    /** Table entries in walking order, the one nearest the footer first. */
    public enum TableEntry {
        SEV_ES_RESET,
        SECRET,
        HASH_TABLE,
        SEV_METADATA,
        TDX_METADATA,
        IGVM_METADATA
    }

    /**
     * Ranges of the MEMFD that stay allocated after PEI.
     *
     * @param peiVolume decompressed PEI modules
     * @param dxeVolume decompressed DXE drivers
     * @param earlyDebugLog early debug log; absent before 202511
     */
    public record FixedMemory(Area peiVolume, Area dxeVolume, Area earlyDebugLog) {}

    private static final Area NONE = new Area(0, 0);
    private static final Area SECRET_810 = new Area(0x81_0000, 0xC00);
    private static final Area HASHES_810 = new Area(0x81_0C00, 0x400);

    /** The newest layout: 202511 and later. */
    public static final OvmfRelease STABLE_202511 = new OvmfRelease(
            "202511",
            SECRET_810,
            HASHES_810,
            0x0080_B004,
            EnumSet.allOf(TableEntry.class),
            sections(new SevMetadata.Section(0x81_1000, 0x1_F000, 1), SectionOrder.HASHES_LAST),
            new FixedMemory(
                    new Area(0x83_0000, 0xD_0000), new Area(0x90_0000, 0xE8_0000), new Area(0x82_0000, 0x1_0000)),
            SecretPageRule.PAGES_RESERVED,
            BlobVerification.HANG);

    /** 202408: the first with the verifier that hangs. */
    public static final OvmfRelease STABLE_202408 = of2024("202408", BlobVerification.HANG);

    /** 202405: the last with the verifier that lets the boot go on without the blob. */
    public static final OvmfRelease STABLE_202405 = of2024("202405", BlobVerification.DENY);

    /** 202111: the last whose secret page the operating system may reuse; no SEV metadata yet. */
    public static final OvmfRelease STABLE_202111 = new OvmfRelease(
            "202111",
            new Area(0x80_C000, 0xC00),
            new Area(0x80_CC00, 0x400),
            0x0080_B004,
            EnumSet.of(TableEntry.SEV_ES_RESET, TableEntry.SECRET, TableEntry.HASH_TABLE, TableEntry.TDX_METADATA),
            List.of(),
            new FixedMemory(new Area(0x82_0000, 0xE_0000), new Area(0x90_0000, 0xC0_0000), NONE),
            SecretPageRule.PAGES_BOOT_SERVICES_DATA,
            BlobVerification.DENY);

    /** 202102: the first; a whole page of secret, no kernel hashes. */
    public static final OvmfRelease STABLE_202102 = new OvmfRelease(
            "202102",
            new Area(0x80_C000, 0x1000),
            NONE,
            0x0080_B000,
            EnumSet.of(TableEntry.SEV_ES_RESET, TableEntry.SECRET),
            List.of(),
            new FixedMemory(new Area(0x82_0000, 0xE_0000), new Area(0x90_0000, 0xC0_0000), NONE),
            SecretPageRule.EXACT_BOOT_SERVICES_DATA,
            BlobVerification.DENY);

    /** The release that is used where nothing else is said. */
    public static final OvmfRelease NEWEST = STABLE_202511;

    private static final List<OvmfRelease> ALL =
            List.of(STABLE_202511, STABLE_202408, STABLE_202405, STABLE_202111, STABLE_202102);

    private enum SectionOrder {
        HASHES_BEFORE_TAIL,
        HASHES_LAST
    }

    public OvmfRelease {
        entries = Set.copyOf(entries);
        sevSections = List.copyOf(sevSections);
    }

    /** The releases known here, newest first. */
    public static List<OvmfRelease> all() {
        return ALL;
    }

    /** By tag, such as {@code 202511}; empty for one that is not known here. */
    public static Optional<OvmfRelease> fromTag(String tag) {
        return ALL.stream().filter(r -> r.tag().equals(tag)).findFirst();
    }

    private static OvmfRelease of2024(String tag, BlobVerification blobVerification) {
        return new OvmfRelease(
                tag,
                SECRET_810,
                HASHES_810,
                0x0080_B004,
                EnumSet.complementOf(EnumSet.of(TableEntry.IGVM_METADATA)),
                sections(new SevMetadata.Section(0x81_1000, 0xF000, 1), SectionOrder.HASHES_BEFORE_TAIL),
                new FixedMemory(new Area(0x82_0000, 0xE_0000), new Area(0x90_0000, 0xD0_0000), NONE),
                SecretPageRule.PAGES_RESERVED,
                blobVerification);
    }

    private static List<SevMetadata.Section> sections(SevMetadata.Section tail, SectionOrder order) {
        SevMetadata.Section hashes = new SevMetadata.Section(0x81_0000, 0x1000, 0x10);
        boolean hashesLast = order == SectionOrder.HASHES_LAST;
        return List.of(
                new SevMetadata.Section(0x80_0000, 0x9000, 1),
                new SevMetadata.Section(0x80_A000, 0x3000, 1),
                new SevMetadata.Section(0x80_D000, 0x1000, 2),
                new SevMetadata.Section(0x80_E000, 0x1000, 3),
                new SevMetadata.Section(0x80_F000, 0x1000, 4),
                hashesLast ? tail : hashes,
                hashesLast ? hashes : tail);
    }
}
