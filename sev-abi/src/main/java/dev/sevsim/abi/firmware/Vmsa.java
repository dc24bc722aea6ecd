package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * The save area of one vCPU of an SEV-ES guest, a page that keeps every byte; its registers by name.
 *
 * <p>The bytes between the named registers are kept as they are.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 6.8; registers that it does not list: AMD64
 * Architecture Programmer's Manual volume 2 (publication 24593) table B-4.
 *
 * @param content 4096 bytes
 */
public record Vmsa(Bytes content) {
    private static final StructLayout L = StructLayout.sparse("Vmsa");
    public static final Segment ES = segment(0x00, "ES");
    public static final Segment CS = segment(0x10, "CS");
    public static final Segment SS = segment(0x20, "SS");
    public static final Segment DS = segment(0x30, "DS");
    public static final Segment FS = segment(0x40, "FS");
    public static final Segment GS = segment(0x50, "GS");
    public static final Segment GDTR = segment(0x60, "GDTR");
    public static final Segment LDTR = segment(0x70, "LDTR");
    public static final Segment IDTR = segment(0x80, "IDTR");
    public static final Segment TR = segment(0x90, "TR");

    public static final Field CPL = L.u8(0xCB, "CPL", IN);
    public static final Field EFER = L.u64(0xD0, "EFER", IN);
    public static final Field XSS = L.u64(0x140, "XSS", IN);
    public static final Field CR4 = L.u64(0x148, "CR4", IN);
    public static final Field CR3 = L.u64(0x150, "CR3", IN);
    public static final Field CR0 = L.u64(0x158, "CR0", IN);
    public static final Field DR7 = L.u64(0x160, "DR7", IN);
    public static final Field DR6 = L.u64(0x168, "DR6", IN);
    public static final Field RFLAGS = L.u64(0x170, "RFLAGS", IN);
    public static final Field RIP = L.u64(0x178, "RIP", IN);
    public static final Field RSP = L.u64(0x1D8, "RSP", IN);
    public static final Field RAX = L.u64(0x1F8, "RAX", IN);
    public static final Field STAR = L.u64(0x200, "STAR", IN);
    public static final Field LSTAR = L.u64(0x208, "LSTAR", IN);
    public static final Field CSTAR = L.u64(0x210, "CSTAR", IN);
    public static final Field SFMASK = L.u64(0x218, "SFMASK", IN);
    public static final Field KERNEL_GS_BASE = L.u64(0x220, "KERNEL_GS_BASE", IN);
    public static final Field SYSENTER_CS = L.u64(0x228, "SYSENTER_CS", IN);
    public static final Field SYSENTER_ESP = L.u64(0x230, "SYSENTER_ESP", IN);
    public static final Field SYSENTER_EIP = L.u64(0x238, "SYSENTER_EIP", IN);
    public static final Field CR2 = L.u64(0x240, "CR2", IN);
    public static final Field G_PAT = L.u64(0x268, "G_PAT", IN);
    public static final Field DBGCTL = L.u64(0x270, "DBGCTL", IN);
    public static final Field PKRU = L.u32(0x2E8, "PKRU", IN);
    public static final Field RCX = L.u64(0x308, "RCX", IN);
    public static final Field RDX = L.u64(0x310, "RDX", IN);
    public static final Field RBX = L.u64(0x318, "RBX", IN);
    public static final Field RBP = L.u64(0x328, "RBP", IN);
    public static final Field RSI = L.u64(0x330, "RSI", IN);
    public static final Field RDI = L.u64(0x338, "RDI", IN);
    public static final Field R8 = L.u64(0x340, "R8", IN);
    public static final Field R9 = L.u64(0x348, "R9", IN);
    public static final Field R10 = L.u64(0x350, "R10", IN);
    public static final Field R11 = L.u64(0x358, "R11", IN);
    public static final Field R12 = L.u64(0x360, "R12", IN);
    public static final Field R13 = L.u64(0x368, "R13", IN);
    public static final Field R14 = L.u64(0x370, "R14", IN);
    public static final Field R15 = L.u64(0x378, "R15", IN);

    /** Zeroed by the firmware after the save area was measured. */
    public static final Field INTEGRITY_ZERO = L.u64(0x380, "INTEGRITY_ZERO", IN);

    /** Where the integrity record lies in the trusted memory region; set by the firmware. */
    public static final Field INTEGRITY_RECORD = L.u64(0x388, "INTEGRITY_RECORD", IN);

    public static final Field SW_EXIT_CODE = L.u64(0x390, "SW_EXIT_CODE", IN);
    public static final Field SW_EXIT_INFO_1 = L.u64(0x398, "SW_EXIT_INFO_1", IN);
    public static final Field SW_EXIT_INFO_2 = L.u64(0x3A0, "SW_EXIT_INFO_2", IN);
    public static final Field SW_SCRATCH = L.u64(0x3A8, "SW_SCRATCH", IN);
    public static final Field SEV_FEATURES = L.u64(0x3B0, "SEV_FEATURES", IN);
    public static final Field XCR0 = L.u64(0x3E8, "XCR0", IN);
    public static final Field X87_DP = L.u64(0x400, "X87_DP", IN);
    public static final Field MXCSR = L.u32(0x408, "MXCSR", IN);
    public static final Field X87_FTW = L.u16(0x40C, "X87_FTW", IN);
    public static final Field X87_FSW = L.u16(0x40E, "X87_FSW", IN);
    public static final Field X87_FCW = L.u16(0x410, "X87_FCW", IN);
    public static final Field X87_FOP = L.u16(0x412, "X87_FOP", IN);
    public static final Field X87_RIP = L.u64(0x418, "X87_RIP", IN);

    /** Eight x87 registers: first their low eight bytes each, then their high two. */
    public static final int X87_REGISTERS = 0x420;

    /** Sixteen low halves of 16 bytes of the vector registers. */
    public static final int XMM_REGISTERS = 0x470;

    /** Sixteen high halves of 16 bytes of the vector registers. */
    public static final int YMM_REGISTERS = 0x570;

    /** Where each register lies. */
    public static final StructLayout LAYOUT = L.ofSize(Page.SIZE);

    /** Bytes in memory. */
    public static final int SIZE = Page.SIZE;

    /** Bytes from the start that the integrity checksum covers. */
    public static final int CHECKED_SIZE = 0xFC0;

    /**
     * One segment or table register.
     *
     * @param selector 16 bits
     * @param attributes 16 bits
     * @param limit 32 bits
     * @param base 64 bits
     */
    public record Segment(Field selector, Field attributes, Field limit, Field base) {}

    public Vmsa {
        LAYOUT.view(content);
    }

    /** Reads exactly {@link #SIZE} bytes. */
    public static Vmsa decode(Bytes raw) {
        return new Vmsa(raw);
    }

    /** The page. */
    public Bytes encode() {
        return content;
    }

    /** The value of a register, as wide as its field. */
    public long get(Field register) {
        ByteBuffer b = LAYOUT.view(content);
        return switch (register.width()) {
            case 1 -> register.getU8(b);
            case 2 -> register.getU16(b);
            case 4 -> Integer.toUnsignedLong(register.getU32(b));
            default -> register.getU64(b);
        };
    }

    /** Returns a copy with this value in a register. */
    public Vmsa with(Field register, long value) {
        byte[] changed = content.toArray();
        ByteBuffer b = LAYOUT.view(changed);
        switch (register.width()) {
            case 1 -> register.putU8(b, (int) value);
            case 2 -> register.putU16(b, (int) value);
            case 4 -> register.putU32(b, (int) value);
            default -> register.putU64(b, value);
        }
        return new Vmsa(Bytes.copyOf(changed));
    }

    /** Returns a copy with these bytes from an offset on. */
    public Vmsa with(int offset, Bytes bytes) {
        byte[] changed = content.toArray();
        bytes.copyTo(changed, offset);
        return new Vmsa(Bytes.copyOf(changed));
    }

    private static Segment segment(int offset, String name) {
        return new Segment(
                L.u16(offset, name + "_SELECTOR", IN),
                L.u16(offset + 2, name + "_ATTRIBUTES", IN),
                L.u32(offset + 4, name + "_LIMIT", IN),
                L.u64(offset + 8, name + "_BASE", IN));
    }

    @Override
    public String toString() {
        return "Vmsa[RIP 0x" + Long.toHexString(get(RIP)) + "]";
    }
}
