package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.NestedPageTable;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.memory.PagePieces;
import java.util.Objects;

/** Guest memory under the present entry: nested paging first, then the key of the ASID where the C-bit is set. */
final class GuestMemory {
    private static final long PAGE_MASK = Page.SIZE - 1L;

    private final GuestMemoryAccess memory;
    private final NestedPaging paging;
    private final Fault fault;
    private NestedPageTable table = page -> NestedPageTable.NOT_PRESENT;
    private int asid;
    private boolean sev;

    GuestMemory(GuestMemoryAccess memory, NestedPaging paging, Fault fault) {
        this.memory = memory;
        this.paging = paging;
        this.fault = fault;
    }

    /** Switches to the ASID and nested CR3 of a new VMRUN. */
    void enter(VcpuEntry entry) {
        VmcbControl control = entry.control();
        table = paging.table(control.nestedCr3());
        asid = control.asid();
        sev = control.sev();
    }

    /** The nested page table of the present entry. */
    NestedPageTable table() {
        return table;
    }

    void read(long address, Encryption encryption, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        PagePieces.Move move = (at, from, n) -> {
            long frame = translate(at, Access.READ);
            memory.read(asid, effective(encryption), frame, target, from, n);
        };
        PagePieces.each(address, offset, length, move);
    }

    void write(long address, Encryption encryption, byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        PagePieces.Move move = (at, from, n) -> {
            long frame = translate(at, Access.WRITE);
            memory.write(asid, effective(encryption), frame, source, from, n);
        };
        PagePieces.each(address, offset, length, move);
    }

    /** May leave the guest: the access is then made under the ASID and the SEV bits of the entry that follows. */
    private long translate(long address, Access access) {
        long page = table.translate(address & ~PAGE_MASK);
        while (page == NestedPageTable.NOT_PRESENT) {
            fault.nestedPageFault(address, access);
            page = table.translate(address & ~PAGE_MASK);
        }
        return page + (address & PAGE_MASK);
    }

    private Encryption effective(Encryption asked) {
        return sev ? asked : Encryption.PLAIN;
    }

    /** What the access is. */
    enum Access {
        READ,
        WRITE
    }

    /** Leaves the guest for a page that is not present; returns after the next entry. */
    @FunctionalInterface
    interface Fault {
        void nestedPageFault(long address, Access access);
    }
}
