package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.host.process.ProcessMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The page that a guest with encrypted state shares with its hypervisor: which registers it shows, and why it left.
 *
 * <p>A register counts only with its bit of the valid bitmap; the bitmap is cleared when the page is taken over.
 *
 * <p>Source: kvm-host.md section 4.4.
 */
final class GhcbPage {
    static final int CPL = 0xCB;
    static final int RAX = 0x1F8;
    static final int RCX = 0x308;
    static final int RDX = 0x310;
    static final int RBX = 0x318;
    static final int EXIT_CODE = 0x390;
    static final int EXIT_INFO_1 = 0x398;
    static final int EXIT_INFO_2 = 0x3A0;
    static final int SCRATCH = 0x3A8;
    static final int XCR0 = 0x3E8;

    private static final int BITMAP = 0x3F0;
    private static final int BITMAP_BYTES = 16;
    private static final int USAGE = 0xFFC;

    private final ProcessMemory memory;
    private final HostVirtual address;
    private final ByteBuffer taken;

    private GhcbPage(ProcessMemory memory, HostVirtual address) {
        this.memory = memory;
        this.address = address;
        this.taken = memory.read(address, MemoryPort.PAGE_SIZE).asLittleEndian();
    }

    /** Takes over what the guest wrote and clears the bitmap in the page. */
    static GhcbPage take(ProcessMemory memory, HostVirtual address) {
        GhcbPage page = new GhcbPage(memory, address);
        memory.write(address.plus(BITMAP), Bytes.zeros(BITMAP_BYTES));
        return page;
    }

    int usage() {
        return taken.getInt(USAGE);
    }

    boolean isValid(int offset) {
        int bit = offset / Long.BYTES;
        return (taken.get(BITMAP + bit / Byte.SIZE) & 1 << bit % Byte.SIZE) != 0;
    }

    /** A register; 0 when the guest does not show it. */
    long get(int offset) {
        return isValid(offset) ? taken.getLong(offset) : 0;
    }

    /** Privilege level of the guest's code. */
    int cpl() {
        return isValid(CPL) ? taken.get(CPL) : 0;
    }

    /** Gives the guest a register back, valid. */
    void answer(int offset, long value) {
        write(offset, value);
        int bit = offset / Long.BYTES;
        HostVirtual at = address.plus(BITMAP + bit / Byte.SIZE);
        int have = memory.read(at, 1).u8(0);
        memory.write(at, Bytes.of(have | 1 << bit % Byte.SIZE));
    }

    /** The two words that say how the request went. */
    void outcome(long info1, long info2) {
        write(EXIT_INFO_1, info1);
        write(EXIT_INFO_2, info2);
    }

    private void write(int offset, long value) {
        byte[] raw = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        memory.write(address.plus(offset), Bytes.copyOf(raw));
    }
}
