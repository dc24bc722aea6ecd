package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * EFI_MEMORY_DESCRIPTOR, version 1: a run of pages of one type.
 *
 * <p>edk2 reports a descriptor size of 48, so readers step by the reported size, not by 40.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 8.4.
 *
 * @param type see {@link EfiMemoryType}
 * @param physicalStart address of the first page
 * @param virtualStart 0 before SetVirtualAddressMap
 * @param pages 4 KiB pages
 * @param attribute cacheability and kind
 */
@Struct(size = 0x28, direction = OUT, reserved = @Reserved(at = 0x04, size = 4))
public record EfiMemoryDescriptor(
        @Wire(at = 0x00, name = "Type") int type,
        @Wire(at = 0x08, name = "PhysicalStart") long physicalStart,
        @Wire(at = 0x10, name = "VirtualStart") long virtualStart,
        @Wire(at = 0x18, name = "NumberOfPages") long pages,
        @Wire(at = 0x20, name = "Attribute") long attribute)
        implements EfiMemoryDescriptorWire {}
