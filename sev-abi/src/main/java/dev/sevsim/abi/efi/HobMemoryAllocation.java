package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * Memory-allocation HOB: a range that PEI took, and the memory type it keeps in DXE.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 6.
 *
 * @param name wire bytes of the GUID that names the range; zero for most
 * @param base guest physical address
 * @param length bytes
 * @param memoryType see {@link EfiMemoryType}
 */
public record HobMemoryAllocation(Bytes name, long base, long length, int memoryType) {
    /** HOB type. */
    public static final int TYPE = 0x0002;

    private static final StructLayout L = new StructLayout("HobMemoryAllocation");
    private static final Field HOB_TYPE = L.u16(0x00, "HobType", OUT);
    private static final Field HOB_LENGTH = L.u16(0x02, "HobLength", OUT);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field NAME = L.bytes(0x08, 16, "Name", OUT);
    private static final Field BASE = L.u64(0x18, "MemoryBaseAddress", OUT);
    private static final Field LENGTH = L.u64(0x20, "MemoryLength", OUT);
    private static final Field MEMORY_TYPE = L.u32(0x28, "MemoryType", OUT);

    static {
        L.reserved(0x2C, 4);
    }

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x30);

    /** Bytes on the wire. */
    public static final int SIZE = 0x30;

    /** An allocation without a name. */
    public static HobMemoryAllocation of(long base, long length, EfiMemoryType type) {
        return new HobMemoryAllocation(Guid.NULL.toWire(), base, length, type.code());
    }

    /** Reads exactly {@link #SIZE} bytes; type and length are not looked at. */
    public static HobMemoryAllocation decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new HobMemoryAllocation(NAME.getBytes(b), BASE.getU64(b), LENGTH.getU64(b), MEMORY_TYPE.getU32(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HOB_TYPE.putU16(b, TYPE);
        HOB_LENGTH.putU16(b, SIZE);
        NAME.putBytes(b, name);
        BASE.putU64(b, base);
        LENGTH.putU64(b, length);
        MEMORY_TYPE.putU32(b, memoryType);
        return LAYOUT.finish(b);
    }
}
