package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Constant;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

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
@Struct(
        size = 0x30,
        direction = OUT,
        reserved = {@Reserved(at = 0x04, size = 4), @Reserved(at = 0x2C, size = 4)},
        constants = {
            @Constant(at = 0x00, size = 2, name = "HobType", value = HobMemoryAllocation.TYPE),
            @Constant(at = 0x02, size = 2, name = "HobLength", value = 0x30)
        })
public record HobMemoryAllocation(
        @Wire(at = 0x08, size = 16, name = "Name") Bytes name,
        @Wire(at = 0x18, name = "MemoryBaseAddress") long base,
        @Wire(at = 0x20, name = "MemoryLength") long length,
        @Wire(at = 0x28, name = "MemoryType") int memoryType)
        implements HobMemoryAllocationWire {
    /** HOB type. */
    public static final int TYPE = 0x0002;

    /** An allocation without a name. */
    public static HobMemoryAllocation of(long base, long length, EfiMemoryType type) {
        return new HobMemoryAllocation(Guid.NULL.toWire(), base, length, type.code());
    }
}
