package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.ovmf.image.OvmfRelease.ApplicationProcessorEntry;
import dev.sevsim.ovmf.image.OvmfRelease.TableEntry;
import dev.sevsim.ovmf.image.ReleaseBehaviour.BootManager;
import dev.sevsim.ovmf.image.ReleaseBehaviour.DirectBootRule;
import dev.sevsim.ovmf.image.ReleaseBehaviour.InitrdOption;
import dev.sevsim.ovmf.image.ReleaseBehaviour.SecretPointer;
import dev.sevsim.ovmf.image.ReleaseBehaviour.TableEncryption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The releases in order, each by what changed since the one before.
 *
 * <p>The reference gives ranges of tags; edk2 makes a stable tag every quarter, so a range stands for each quarter in
 * it.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 2, 3.4, 4.1, 5.2, 6, 7, 9.5, 11.3 and 12.
 */
final class ReleaseHistory {
    private static final Area NONE = new Area(0, 0);

    private final List<OvmfRelease> releases = new ArrayList<>();

    private final Set<TableEntry> entries = EnumSet.of(TableEntry.SEV_ES_RESET, TableEntry.SECRET);
    private int sevEsResetAddress = 0x80_B000;
    private ApplicationProcessorEntry apEntry = ApplicationProcessorEntry.JUMP;
    private SevMetadataRows rows = SevMetadataRows.NONE;

    private Area secret = new Area(0x80_C000, Page.SIZE);
    private Area hashTable = NONE;
    private Area snpSecrets = NONE;
    private Area cpuid = NONE;
    private Area callingArea = NONE;
    private Area ghcbBackup = new Area(0x80_D000, Page.SIZE);
    private Area apicPageTable = NONE;
    private Area temporaryRam = new Area(0x81_0000, 0x1_0000);
    private Area earlyDebugLog = NONE;
    private Area peiVolume = new Area(0x82_0000, 0xE_0000);
    private Area dxeVolume = new Area(0x90_0000, 0xC0_0000);

    private SecretPageRule secretPage = SecretPageRule.EXACT_BOOT_SERVICES_DATA;
    private SecretPointer secretPointer = SecretPointer.DRIVER_DATA;
    private BlobVerification blobVerification = BlobVerification.DENY;
    private DirectBootRule directBoot = DirectBootRule.NONE;
    private InitrdOption initrdOption = InitrdOption.LAST;
    private TableEncryption tableEncryption = TableEncryption.EVERY_ENTRY;
    private BootManager bootManager = BootManager.GRUB_ONLY;

    private ReleaseHistory() {}

    /** Every release, newest first. */
    static List<OvmfRelease> newestFirst() {
        ReleaseHistory history = new ReleaseHistory();
        history.bootServicesData();
        history.reserved();
        history.sinceSvsm();
        List<OvmfRelease> newestFirst = new ArrayList<>(history.releases);
        Collections.reverse(newestFirst);
        return List.copyOf(newestFirst);
    }

    /** The releases whose secret page the operating system may reuse. */
    private void bootServicesData() {
        release("202102", "202105");

        entries.add(TableEntry.HASH_TABLE);
        putSecretAt(0x80_C000);
        secretPage = SecretPageRule.PAGES_BOOT_SERVICES_DATA;
        directBoot = DirectBootRule.SUM_OF_32_BITS;
        release("202108");

        entries.add(TableEntry.TDX_METADATA);
        sevEsResetAddress = 0x80_B004;
        release("202111");
    }

    private void reserved() {
        entries.add(TableEntry.SEV_METADATA);
        rows = SevMetadataRows.WITHOUT_HASHES;
        secretPage = SecretPageRule.PAGES_RESERVED;
        release("202202");

        snpSecrets = new Area(0x80_E000, Page.SIZE);
        cpuid = new Area(0x80_F000, Page.SIZE);
        release("202205", "202208", "202211");

        secretPointer = SecretPointer.ACPI_RECLAIM;
        release("202302", "202305");

        bootManager = BootManager.COMMON;
        release("202308");

        apEntry = ApplicationProcessorEntry.ZEROS;
        release("202311");

        ghcbBackup = new Area(0x80_C000, Page.SIZE);
        snpSecrets = new Area(0x80_D000, Page.SIZE);
        cpuid = new Area(0x80_E000, Page.SIZE);
        putSecretAt(0x80_F000);
        dxeVolume = new Area(0x90_0000, 0xD0_0000);
        rows = SevMetadataRows.HASHES_BEFORE_LAST;
        release("202402");
    }

    private void sinceSvsm() {
        callingArea = new Area(0x80_F000, Page.SIZE);
        putSecretAt(0x81_0000);
        apicPageTable = new Area(0x81_1000, Page.SIZE);
        temporaryRam = new Area(0x81_2000, 0xE000);
        tableEncryption = TableEncryption.LEAVES;
        release("202405");

        blobVerification = BlobVerification.HANG;
        release("202408");

        rows = SevMetadataRows.HASHES_LAST;
        release("202411", "202502", "202505");

        initrdOption = InitrdOption.FIRST;
        release("202508");

        entries.add(TableEntry.IGVM_METADATA);
        temporaryRam = new Area(0x81_4000, 0xC000);
        earlyDebugLog = new Area(0x82_0000, 0x1_0000);
        peiVolume = new Area(0x83_0000, 0xD_0000);
        dxeVolume = new Area(0x90_0000, 0xE8_0000);
        release("202511", "202602", "202605");

        directBoot = DirectBootRule.SUM_OF_64_BITS;
        release(OvmfRelease.HEAD);
    }

    /** Secret and kernel hashes share a page since there are hashes. */
    private void putSecretAt(long page) {
        secret = new Area(page, 0xC00);
        hashTable = new Area(page + 0xC00, 0x400);
    }

    private void release(String... tags) {
        MemoryLayout memory = new MemoryLayout(
                secret,
                hashTable,
                snpSecrets,
                cpuid,
                callingArea,
                ghcbBackup,
                apicPageTable,
                temporaryRam,
                earlyDebugLog,
                peiVolume,
                dxeVolume);
        ReleaseBehaviour behaviour = new ReleaseBehaviour(
                secretPage, secretPointer, blobVerification, directBoot, initrdOption, tableEncryption, bootManager);
        OvmfRelease.Tail tail = new OvmfRelease.Tail(entries, sevEsResetAddress, apEntry);
        for (String tag : tags) {
            releases.add(new OvmfRelease(tag, memory, tail, rows.of(memory), behaviour));
        }
    }
}
