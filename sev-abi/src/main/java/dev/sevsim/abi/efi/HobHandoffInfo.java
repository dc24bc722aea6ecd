package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * The first HOB of a list: where PEI's memory lies and where the list ends.
 *
 * <p>Source: UEFI Platform Initialization Specification 1.7, volume 3, section 5.3.
 *
 * @param bootMode 0: full configuration
 * @param memoryTop end of the memory that PEI was given
 * @param memoryBottom its start
 * @param freeMemoryTop end of what is unused in it
 * @param freeMemoryBottom start of what is unused in it
 * @param endOfHobList address behind the end-of-list HOB
 */
public record HobHandoffInfo(
        int bootMode, long memoryTop, long memoryBottom, long freeMemoryTop, long freeMemoryBottom, long endOfHobList) {
    /** HOB type. */
    public static final int TYPE = 0x0001;

    /** Type of the HOB that ends a list; it is a bare header of 8 bytes. */
    public static final int END_OF_LIST_TYPE = 0xFFFF;

    /** Bytes of the header that every HOB begins with: u16 type, u16 length, u32 reserved. */
    public static final int HEADER_SIZE = 8;

    private static final int LIST_VERSION = 9;

    private static final StructLayout L = new StructLayout("HobHandoffInfo");
    private static final Field HOB_TYPE = L.u16(0x00, "HobType", OUT);
    private static final Field HOB_LENGTH = L.u16(0x02, "HobLength", OUT);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field VERSION = L.u32(0x08, "Version", OUT);
    private static final Field BOOT_MODE = L.u32(0x0C, "BootMode", OUT);
    private static final Field MEMORY_TOP = L.u64(0x10, "EfiMemoryTop", OUT);
    private static final Field MEMORY_BOTTOM = L.u64(0x18, "EfiMemoryBottom", OUT);
    private static final Field FREE_MEMORY_TOP = L.u64(0x20, "EfiFreeMemoryTop", OUT);
    private static final Field FREE_MEMORY_BOTTOM = L.u64(0x28, "EfiFreeMemoryBottom", OUT);
    private static final Field END_OF_HOB_LIST = L.u64(0x30, "EfiEndOfHobList", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x38);

    /** Bytes on the wire. */
    public static final int SIZE = 0x38;

    /** Reads exactly {@link #SIZE} bytes; type, length and version are not looked at. */
    public static HobHandoffInfo decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new HobHandoffInfo(
                BOOT_MODE.getU32(b),
                MEMORY_TOP.getU64(b),
                MEMORY_BOTTOM.getU64(b),
                FREE_MEMORY_TOP.getU64(b),
                FREE_MEMORY_BOTTOM.getU64(b),
                END_OF_HOB_LIST.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HOB_TYPE.putU16(b, TYPE);
        HOB_LENGTH.putU16(b, SIZE);
        VERSION.putU32(b, LIST_VERSION);
        BOOT_MODE.putU32(b, bootMode);
        MEMORY_TOP.putU64(b, memoryTop);
        MEMORY_BOTTOM.putU64(b, memoryBottom);
        FREE_MEMORY_TOP.putU64(b, freeMemoryTop);
        FREE_MEMORY_BOTTOM.putU64(b, freeMemoryBottom);
        END_OF_HOB_LIST.putU64(b, endOfHobList);
        return LAYOUT.finish(b);
    }

    /** The header that ends a list. */
    public static Bytes endOfList() {
        return Bytes.of(END_OF_LIST_TYPE, END_OF_LIST_TYPE >>> 8, HEADER_SIZE, 0, 0, 0, 0, 0);
    }
}
