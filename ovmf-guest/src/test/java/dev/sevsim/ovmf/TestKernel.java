package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A minimal EFI application laid out by hand after the PE/COFF specification, for tests to boot and to break. */
public final class TestKernel {
    static final int PE = 0x80;
    public static final int COFF = PE + 4;
    public static final int OPTIONAL = PE + 24;
    static final int SECTIONS = OPTIONAL + 160;
    public static final int IMAGE_SIZE = 0x4000;
    public static final int ENTRY = 0x1010;
    public static final int POINTER_AT = 0x2000;
    public static final Bytes CODE = Bytes.ofAscii("TESTKERNEL-ENTRY");

    private TestKernel() {}

    /** Headers of 0x400 bytes, a .text section at 0x1000 and a .reloc section that fixes the pointer at 0x2000. */
    public static Bytes image() {
        return bytes(buffer());
    }

    public static Bytes bytes(ByteBuffer b) {
        byte[] raw = new byte[b.capacity()];
        b.get(0, raw);
        return Bytes.copyOf(raw);
    }

    public static ByteBuffer buffer() {
        ByteBuffer b = ByteBuffer.allocate(0x1000).order(ByteOrder.LITTLE_ENDIAN);
        b.put(0, "MZ".getBytes(StandardCharsets.US_ASCII)).putInt(0x3C, PE);
        b.put(PE, "PE\0\0".getBytes(StandardCharsets.US_ASCII));
        b.putShort(COFF, (short) 0x8664).putShort(COFF + 2, (short) 3).putShort(COFF + 16, (short) 160);
        b.putShort(OPTIONAL, (short) 0x20B).putInt(OPTIONAL + 16, ENTRY).putLong(OPTIONAL + 24, 0x1000_0000L);
        b.putInt(OPTIONAL + 32, 0x1000).putInt(OPTIONAL + 36, 0x200);
        b.putInt(OPTIONAL + 56, IMAGE_SIZE).putInt(OPTIONAL + 60, 0x400).putShort(OPTIONAL + 68, (short) 10);
        b.putInt(OPTIONAL + 108, 6).putInt(OPTIONAL + 152, 0x3000).putInt(OPTIONAL + 156, 12);
        section(b, 0, 0x800, 0x1000, 0x200, 0x400);
        section(b, 1, 0x1000, 0x2000, 0x200, 0x600);
        section(b, 2, 12, 0x3000, 0x200, 0x800);
        b.put(0x410, CODE.toArray());
        b.putLong(0x600, 0x1000_0123L);
        b.putInt(0x800, 0x2000)
                .putInt(0x804, 12)
                .putShort(0x808, (short) 0xA000)
                .putShort(0x80A, (short) 0);
        return b;
    }

    public static void section(ByteBuffer b, int index, int virtualSize, int address, int rawSize, int rawAt) {
        int at = SECTIONS + 40 * index;
        b.putInt(at + 8, virtualSize)
                .putInt(at + 12, address)
                .putInt(at + 16, rawSize)
                .putInt(at + 20, rawAt);
    }
}
