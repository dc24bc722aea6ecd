package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Constant;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * Resource-descriptor HOB: a range of the address space and what it is.
 *
 * <p>Source: UEFI Platform Initialization Specification 1.7, volume 3, section 5.5.
 *
 * @param resourceType {@link #SYSTEM_MEMORY}, {@link #MEMORY_MAPPED_IO} or {@link #MEMORY_RESERVED}
 * @param attribute resource attributes
 * @param start guest physical address
 * @param length bytes
 */
@Struct(
        size = 0x30,
        direction = OUT,
        reserved = @Reserved(at = 0x04, size = 4),
        constants = {
            @Constant(at = 0x00, size = 2, name = "HobType", value = HobResourceDescriptor.TYPE),
            @Constant(at = 0x02, size = 2, name = "HobLength", value = 0x30),
            @Constant(at = 0x08, size = 16, name = "Owner", value = 0)
        })
public record HobResourceDescriptor(
        @Wire(at = 0x18, name = "ResourceType") int resourceType,
        @Wire(at = 0x1C, name = "ResourceAttribute") int attribute,
        @Wire(at = 0x20, name = "PhysicalStart") long start,
        @Wire(at = 0x28, name = "ResourceLength") long length)
        implements HobResourceDescriptorWire {
    /** HOB type. */
    public static final int TYPE = 0x0003;

    public static final int SYSTEM_MEMORY = 0;
    public static final int MEMORY_MAPPED_IO = 1;
    public static final int MEMORY_RESERVED = 5;

    /** Present, initialised, tested. */
    public static final int USABLE = 1 | 1 << 1 | 1 << 2;
}
