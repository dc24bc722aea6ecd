package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Constant;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

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
@Struct(
        size = 0x38,
        direction = OUT,
        reserved = @Reserved(at = 0x04, size = 4),
        constants = {
            @Constant(at = 0x00, size = 2, name = "HobType", value = HobHandoffInfo.TYPE),
            @Constant(at = 0x02, size = 2, name = "HobLength", value = 0x38),
            @Constant(at = 0x08, size = 4, name = "Version", value = HobHandoffInfo.LIST_VERSION)
        })
public record HobHandoffInfo(
        @Wire(at = 0x0C, name = "BootMode") int bootMode,
        @Wire(at = 0x10, name = "EfiMemoryTop") long memoryTop,
        @Wire(at = 0x18, name = "EfiMemoryBottom") long memoryBottom,
        @Wire(at = 0x20, name = "EfiFreeMemoryTop") long freeMemoryTop,
        @Wire(at = 0x28, name = "EfiFreeMemoryBottom") long freeMemoryBottom,
        @Wire(at = 0x30, name = "EfiEndOfHobList") long endOfHobList)
        implements HobHandoffInfoWire {
    /** HOB type. */
    public static final int TYPE = 0x0001;

    /** Type of the HOB that ends a list; it is a bare header of 8 bytes. */
    public static final int END_OF_LIST_TYPE = 0xFFFF;

    /** Bytes of the header that every HOB begins with: u16 type, u16 length, u32 reserved. */
    public static final int HEADER_SIZE = 8;

    static final int LIST_VERSION = 9;

    /** The header that ends a list. */
    public static Bytes endOfList() {
        return Bytes.of(END_OF_LIST_TYPE, END_OF_LIST_TYPE >>> 8, HEADER_SIZE, 0, 0, 0, 0, 0);
    }
}
