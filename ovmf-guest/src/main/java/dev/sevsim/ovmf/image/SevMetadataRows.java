package dev.sevsim.ovmf.image;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.ovmf.image.SevMetadata.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sections the {@code ASEV} descriptor of a release has, computed from its memory layout as the assembler does.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 4.1. Between 202205 and 202311, when the secret's page lay below the
 * SNP pages, the last range is taken to begin behind the CPUID page; 202202, which had no SNP pages yet, is taken to
 * describe one range up to PEIFV. Both are our choice, no dump of those releases being known.
 */
enum SevMetadataRows {
    /** Before 202202: no descriptor. */
    NONE,
    /** 202202 to 202311: the page with the kernel hashes has no section of its own. */
    WITHOUT_HASHES,
    /** 202402 to 202408: the hashes page stands before the last range. */
    HASHES_BEFORE_LAST,
    /** Since 202411: the hashes page comes last. */
    HASHES_LAST;

    private static final int VALIDATE = 1;
    private static final int SNP_SECRETS = 2;
    private static final int CPUID = 3;
    private static final int CALLING_AREA = 4;
    private static final int KERNEL_HASHES = 0x10;

    /** The sections in file order. */
    List<Section> of(MemoryLayout memory) {
        if (this == NONE) {
            return List.of();
        }
        List<Section> rows = new ArrayList<>();
        rows.add(validate(MemoryLayout.BASE, MemoryLayout.GHCB));
        // The GHCB is shared and therefore left out.
        long start = MemoryLayout.GHCB + Page.SIZE;
        long last = start;
        if (!memory.snpSecrets().isAbsent()) {
            rows.add(validate(start, memory.snpSecrets().base()));
            add(rows, memory.snpSecrets(), SNP_SECRETS);
            add(rows, memory.cpuid(), CPUID);
            add(rows, memory.callingArea(), CALLING_AREA);
            last = Math.max(memory.endOfSecretPage(), MemoryLayout.endOf(memory.cpuid()));
        }
        Section tail = validate(last, memory.peiVolume().base());
        Section hashes = new Section(
                memory.secret().base(),
                memory.secret().size() + memory.hashTable().size(),
                KERNEL_HASHES);
        switch (this) {
            case HASHES_BEFORE_LAST -> rows.addAll(List.of(hashes, tail));
            case HASHES_LAST -> rows.addAll(List.of(tail, hashes));
            default -> rows.add(tail);
        }
        return List.copyOf(rows);
    }

    private static Section validate(long start, long end) {
        return new Section(start, end - start, VALIDATE);
    }

    private static void add(List<Section> rows, Area page, int type) {
        if (!page.isAbsent()) {
            rows.add(new Section(page.base(), page.size(), type));
        }
    }
}
