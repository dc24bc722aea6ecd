package dev.sevsim.abi.ghcb;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.layout.Direction;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The page that a guest with encrypted state shares with its hypervisor: which registers it shows, and why it left.
 *
 * <p>A register counts only with its bit of the valid bitmap: bit n stands for the eight bytes at offset 8·n.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 *
 * @param content 4096 bytes
 */
public record Ghcb(Bytes content) {
    private static final StructLayout L = StructLayout.sparse("Ghcb");

    public static final Field CPL = L.u8(0x0CB, "CPL", IN);
    public static final Field XSS = sameAs(Vmsa.XSS, IN);
    public static final Field DR7 = sameAs(Vmsa.DR7, IN);
    public static final Field RIP = sameAs(Vmsa.RIP, IN);
    public static final Field RSP = sameAs(Vmsa.RSP, IN);
    public static final Field RAX = sameAs(Vmsa.RAX, IN_OUT);
    public static final Field RCX = sameAs(Vmsa.RCX, IN_OUT);
    public static final Field RDX = sameAs(Vmsa.RDX, IN_OUT);
    public static final Field RBX = sameAs(Vmsa.RBX, IN_OUT);
    public static final Field RBP = sameAs(Vmsa.RBP, IN);
    public static final Field RSI = sameAs(Vmsa.RSI, IN);
    public static final Field RDI = sameAs(Vmsa.RDI, IN);
    public static final Field R8 = sameAs(Vmsa.R8, IN);
    public static final Field R9 = sameAs(Vmsa.R9, IN);
    public static final Field R10 = sameAs(Vmsa.R10, IN);
    public static final Field R11 = sameAs(Vmsa.R11, IN);
    public static final Field R12 = sameAs(Vmsa.R12, IN);
    public static final Field R13 = sameAs(Vmsa.R13, IN);
    public static final Field R14 = sameAs(Vmsa.R14, IN);
    public static final Field R15 = sameAs(Vmsa.R15, IN);

    /** Which exit is asked for: a code of {@link GhcbExit}. */
    public static final Field SW_EXIT_CODE = sameAs(Vmsa.SW_EXIT_CODE, IN);

    /** What the exit needs; afterwards 0, 1 for an exception or 2 for a {@link GhcbError}. */
    public static final Field SW_EXIT_INFO_1 = sameAs(Vmsa.SW_EXIT_INFO_1, IN_OUT);

    /** What the exit needs; afterwards which exception or error, or a value of the exit's own. */
    public static final Field SW_EXIT_INFO_2 = sameAs(Vmsa.SW_EXIT_INFO_2, IN_OUT);

    /** Guest address of the bytes of string I/O or MMIO. */
    public static final Field SW_SCRATCH = sameAs(Vmsa.SW_SCRATCH, IN);

    public static final Field XCR0 = sameAs(Vmsa.XCR0, IN);
    public static final Field VALID_BITMAP = L.bytes(0x3F0, 0x10, "VALID_BITMAP", IN_OUT);
    public static final Field X87_STATE_GPA = L.u64(0x400, "X87_STATE_GPA", IN);
    public static final Field SHARED_BUFFER = L.bytes(0x800, 0x7F0, "SHARED_BUFFER", IN_OUT);
    public static final Field PROTOCOL_VERSION = L.u16(0xFFA, "PROTOCOL_VERSION", IN);

    /** What the page means; 0 is this layout. */
    public static final Field USAGE = L.u32(0xFFC, "USAGE", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(Page.SIZE);

    /** Bytes in memory. */
    public static final int SIZE = Page.SIZE;

    /** Most bytes that a scratch area outside the page may have. */
    public static final int MAX_SCRATCH = 16 * Page.SIZE;

    /** A field of eight bytes at the offset that it has in a save area. */
    private static Field sameAs(Field saved, Direction direction) {
        return L.u64(saved.offset(), saved.name(), direction);
    }

    public Ghcb {
        LAYOUT.view(content);
    }

    /** Reads exactly {@link #SIZE} bytes. */
    public static Ghcb decode(Bytes raw) {
        return new Ghcb(raw);
    }

    /** Where the bit of a register lies in the bitmap, counted from its first byte. */
    public static int bitOf(Field register) {
        return register.offset() / Long.BYTES;
    }

    /** Whether the register's bit is set. */
    public boolean isValid(Field register) {
        int bit = bitOf(register);
        return (content.u8(VALID_BITMAP.offset() + bit / Byte.SIZE) & 1 << bit % Byte.SIZE) != 0;
    }

    /** Whether the bits of all the registers are set. */
    public boolean areValid(Field... registers) {
        return Arrays.stream(registers).allMatch(this::isValid);
    }

    /** The value of a register; 0 when the page does not show it. */
    public long get(Field register) {
        ByteBuffer b = LAYOUT.view(content);
        if (!isValid(register)) {
            return 0;
        }
        return register.width() == 1 ? register.getU8(b) : register.getU64(b);
    }

    /** See {@link #USAGE}; has no bit of its own. */
    public int usage() {
        return USAGE.getU32(LAYOUT.view(content));
    }

    /** The protocol version that the guest uses; has no bit in the bitmap. */
    public int protocolVersion() {
        return PROTOCOL_VERSION.getU16(LAYOUT.view(content));
    }

    /** {@link #SW_EXIT_INFO_1} as the hypervisor left it, which sets no bit for it. */
    public long outcome() {
        return SW_EXIT_INFO_1.getU64(LAYOUT.view(content));
    }

    @Override
    public String toString() {
        return "Ghcb[exit 0x" + Long.toHexString(get(SW_EXIT_CODE)) + "]";
    }

    /** Fills a page in; what it sets is valid. */
    public static final class Builder {
        private final ByteBuffer page = LAYOUT.allocate();

        /** An empty page of one protocol version. */
        public Builder(int protocolVersion) {
            PROTOCOL_VERSION.putU16(page, protocolVersion);
        }

        /** Shows a register. */
        public Builder show(Field register, long value) {
            if (register.width() == 1) {
                register.putU8(page, (int) value);
            } else {
                register.putU64(page, value);
            }
            int at = VALID_BITMAP.offset() + bitOf(register) / Byte.SIZE;
            page.put(at, (byte) (page.get(at) | 1 << bitOf(register) % Byte.SIZE));
            return this;
        }

        /** Puts bytes at the start of the shared buffer. */
        public Builder shared(Bytes content) {
            if (content.length() > SHARED_BUFFER.width()) {
                throw new IllegalArgumentException(
                        content.length() + " bytes, expected at most " + SHARED_BUFFER.width());
            }
            page.put(SHARED_BUFFER.offset(), content.toArray());
            return this;
        }

        public Ghcb build() {
            return new Ghcb(LAYOUT.finish(page));
        }
    }
}
