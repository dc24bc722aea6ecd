package dev.sevsim.ovmf.sec;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.image.OvmfTable.Area;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.ovmf.image.FirmwareImage;
import dev.sevsim.ovmf.image.MemoryLayout;
import dev.sevsim.ovmf.sec.SevWorkArea.Field;
import dev.sevsim.ovmf.sec.SevWorkArea.Flag;

/**
 * From the first instruction to 64-bit mode: finds out about SEV, builds the first page tables and checks the C-bit.
 *
 * <p>Until paging is on every access of an SEV guest is encrypted, so the work area is written that way.
 *
 * <p>Source: docs/reference/ovmf-guest.md sections 5.4 and 11.1 to 11.4.
 */
public final class ResetVector {
    private static final int MAPPED_GIB = 4;

    private static final int COHERENT = 1 << 31;
    private static final int LOWEST_C_BIT = 32;
    private static final long LOCAL_APIC = 0xFEE0_0000L;

    private static final int GUEST_TYPE_SEV = 1;

    private final GuestCpu cpu;
    private final FirmwareImage image;
    private final SevWorkArea area;

    public ResetVector(GuestCpu cpu, FirmwareImage image) {
        this.cpu = cpu;
        this.image = image;
        this.area = new SevWorkArea(cpu, image.sevArea());
    }

    /** What was found out, and the page tables that SEC and PEI run on. */
    public record Entered(SevState sev, PageTables tables) {}

    public Entered run() {
        writeGuestType(0);
        cpu.vectorVmmCommunication(new ResetVectorExceptions(cpu, () -> area.raise(Flag.VC_TAKEN)));
        area.clear();
        SevState state = detect();
        GuestMemory memory = new GuestMemory(cpu, state.privatePages());
        PageTables tables = PageTables.build(memory, MemoryLayout.BASE, MAPPED_GIB, tableEncryption(state));
        if (state.encryptedState()) {
            shareForEncryptedState(tables);
            area.put(Field.RANDOM, cpu.random());
        }
        if (!encryptionBitWorks(memory, state)) {
            throw cpu.deadLoop();
        }
        return new Entered(state, tables);
    }

    private SevState detect() {
        // Both values are negative as the signed comparison of the reset vector sees them.
        if (cpu.cpuid(CpuidLeaf.LARGEST_EXTENDED, 0).eax() < CpuidLeaf.ENCRYPTION) {
            return withoutSev();
        }
        CpuidResult leaf = cpu.cpuid(CpuidLeaf.ENCRYPTION, 0);
        if ((leaf.ebx() & COHERENT) != 0) {
            area.raise(Flag.COHERENT);
        }
        if ((leaf.eax() & CpuidLeaf.SEV) == 0) {
            return withoutSev();
        }
        long status = cpu.readMsr(Msr.SEV_STATUS);
        if ((status & 1) == 0) {
            return withoutSev();
        }
        writeGuestType(GUEST_TYPE_SEV);
        area.put(Field.STATUS, status);
        int position = leaf.ebx() & 0x3F;
        if (position < LOWEST_C_BIT) {
            throw cpu.deadLoop();
        }
        SevState state = new SevState(status, position, area.has(Flag.COHERENT));
        area.put(Field.MASK, state.encryptionMask());
        return state;
    }

    /** A guest that took a #VC has encrypted state, so a CPUID that denies SEV is a lie of the host. */
    private SevState withoutSev() {
        if (area.has(Flag.VC_TAKEN)) {
            throw cpu.deadLoop();
        }
        return new SevState(0, 0, true);
    }

    private void shareForEncryptedState(PageTables tables) {
        tables.share(MemoryLayout.GHCB, Page.SIZE, () -> MemoryLayout.GHCB_PAGE_TABLE);
        Area apicTable = image.release().memory().apicPageTable();
        if (!apicTable.isAbsent()) {
            tables.share(LOCAL_APIC, Page.SIZE, apicTable::base);
        }
    }

    private PageTables.CBit tableEncryption(SevState state) {
        return new PageTables.CBit(
                state.encryptionMask(), image.release().behaviour().tableEncryption());
    }

    /** Data accesses with the C-bit must see what paging-off accesses and instruction fetches see. */
    private boolean encryptionBitWorks(GuestMemory memory, SevState state) {
        if (state.active() && !cpu.isEncryptionBit(state.cBitPosition())) {
            return false;
        }
        if (state.encryptedState()) {
            GuestPhysical random = area.address(Field.RANDOM);
            Bytes stored = cpu.read(random, Encryption.ENCRYPTED, Long.BYTES);
            if (!stored.equals(memory.read(random.value(), Long.BYTES))) {
                return false;
            }
        }
        int length = 16;
        Bytes code = cpu.fetch(FirmwareImage.RESET_VECTOR, length);
        return code.equals(memory.read(FirmwareImage.RESET_VECTOR.value(), length));
    }

    private void writeGuestType(int type) {
        if (image.hasWorkAreaHeader()) {
            cpu.write(new GuestPhysical(image.workArea()), Encryption.ENCRYPTED, Bytes.of(type));
        }
    }
}
