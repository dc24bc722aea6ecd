package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

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
public record EfiMemoryDescriptor(int type, long physicalStart, long virtualStart, long pages, long attribute) {
    private static final StructLayout L = new StructLayout("EfiMemoryDescriptor");
    private static final Field TYPE = L.u32(0x00, "Type", OUT);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field PHYSICAL_START = L.u64(0x08, "PhysicalStart", OUT);
    private static final Field VIRTUAL_START = L.u64(0x10, "VirtualStart", OUT);
    private static final Field PAGES = L.u64(0x18, "NumberOfPages", OUT);
    private static final Field ATTRIBUTE = L.u64(0x20, "Attribute", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x28);

    /** Bytes on the wire. */
    public static final int SIZE = 0x28;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static EfiMemoryDescriptor decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new EfiMemoryDescriptor(
                TYPE.getU32(b),
                PHYSICAL_START.getU64(b),
                VIRTUAL_START.getU64(b),
                PAGES.getU64(b),
                ATTRIBUTE.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        TYPE.putU32(b, type);
        PHYSICAL_START.putU64(b, physicalStart);
        VIRTUAL_START.putU64(b, virtualStart);
        PAGES.putU64(b, pages);
        ATTRIBUTE.putU64(b, attribute);
        return LAYOUT.finish(b);
    }
}
