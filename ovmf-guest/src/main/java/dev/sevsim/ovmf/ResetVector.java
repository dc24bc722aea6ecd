package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.Encryption;

/**
 * From the first instruction to 64-bit mode: finds out about SEV, builds the first page tables and checks the C-bit.
 *
 * <p>Until paging is on every access of an SEV guest is encrypted, so the work area is written that way.
 *
 * <p>Source: ovmf-guest.md sections 5.4 and 11.1 to 11.4.
 */
final class ResetVector {
    private static final long PAGE_TABLES = 0x80_0000;
    private static final long GHCB_PAGE_TABLE = 0x80_8000;
    private static final long GHCB = 0x80_9000;
    private static final int MAPPED_GIB = 4;

    private static final int LARGEST_EXTENDED_LEAF = 0x8000_0000;
    private static final int ENCRYPTION_LEAF = 0x8000_001F;
    private static final int SEV_SUPPORTED = 1 << 1;
    private static final int COHERENT = 1 << 31;
    private static final int LOWEST_C_BIT = 32;
    private static final int SEV_STATUS_MSR = 0xC001_0131;
    private static final int GHCB_MSR = 0xC001_0130;

    private static final int HEADER_SIZE = 4;
    private static final int GUEST_TYPE_SEV = 1;
    private static final int STATUS_OFFSET = 4;
    private static final int RANDOM_OFFSET = 12;
    private static final int MASK_OFFSET = 20;
    private static final int FLAGS_OFFSET = 28;
    private static final int SEV_AREA_SIZE = 25;
    private static final int FLAG_VC_TAKEN = 1;
    private static final int FLAG_COHERENT = 1 << 1;

    private final GuestCpu cpu;
    private final FirmwareImage image;

    ResetVector(GuestCpu cpu, FirmwareImage image) {
        this.cpu = cpu;
        this.image = image;
    }

    SevState run() {
        writeWorkArea(0, new byte[HEADER_SIZE + SEV_AREA_SIZE]);
        SevState state = detect();
        if (state.active()) {
            recordInWorkArea(state);
        }
        GuestMemory memory = new GuestMemory(cpu, state.privatePages());
        PageTables tables = PageTables.build(memory, PAGE_TABLES, MAPPED_GIB, state.encryptionMask());
        if (state.encryptedState()) {
            tables.share(GHCB, PageTables.PAGE, () -> GHCB_PAGE_TABLE);
            cpu.writeMsr(GHCB_MSR, GHCB);
        }
        if (!encryptionBitWorks(memory, state)) {
            throw cpu.deadLoop();
        }
        return state;
    }

    private SevState detect() {
        SevState none = new SevState(0, 0, true);
        // Both values are negative as the signed comparison of the reset vector sees them.
        if (cpu.cpuid(LARGEST_EXTENDED_LEAF, 0).eax() < ENCRYPTION_LEAF) {
            return none;
        }
        CpuidResult leaf = cpu.cpuid(ENCRYPTION_LEAF, 0);
        if ((leaf.eax() & SEV_SUPPORTED) == 0) {
            return none;
        }
        long status = cpu.readMsr(SEV_STATUS_MSR);
        if ((status & 1) == 0) {
            return none;
        }
        int position = leaf.ebx() & 0x3F;
        if (position < LOWEST_C_BIT) {
            throw cpu.deadLoop();
        }
        return new SevState(status, position, (leaf.ebx() & COHERENT) != 0);
    }

    private void recordInWorkArea(SevState state) {
        byte[] raw = new byte[HEADER_SIZE + SEV_AREA_SIZE];
        raw[0] = GUEST_TYPE_SEV;
        GuestMemory.littleEndian(raw)
                .putLong(STATUS_OFFSET, state.statusMsr())
                .putLong(RANDOM_OFFSET, state.encryptedState() ? cpu.random() : 0)
                .putLong(MASK_OFFSET, state.encryptionMask());
        // Under SEV-ES every CPUID above raised a #VC.
        int flags = (state.encryptedState() ? FLAG_VC_TAKEN : 0) | (state.cacheCoherent() ? FLAG_COHERENT : 0);
        raw[FLAGS_OFFSET] = (byte) flags;
        writeWorkArea(0, raw);
    }

    /** Data accesses with the C-bit must see what paging-off accesses and instruction fetches see. */
    private boolean encryptionBitWorks(GuestMemory memory, SevState state) {
        if (state.encryptedState()) {
            Bytes stored = cpu.read(at(RANDOM_OFFSET), Encryption.ENCRYPTED, 8);
            if (!stored.equals(memory.read(image.workArea() + RANDOM_OFFSET, 8))) {
                return false;
            }
        }
        int length = 16;
        Bytes code = cpu.fetch(FirmwareImage.RESET_VECTOR, length);
        return code.equals(memory.read(FirmwareImage.RESET_VECTOR.value(), length));
    }

    private void writeWorkArea(int offset, byte[] content) {
        cpu.write(at(offset), Encryption.ENCRYPTED, content, 0, content.length);
    }

    private GuestPhysical at(int offset) {
        // Before 202111 there was no header and the SEV-ES area began at offset 0: no reader of ours depends on it.
        return new GuestPhysical(image.workArea() + offset);
    }
}
