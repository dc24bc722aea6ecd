package dev.sevsim.abi.efi;

import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

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
public record HobResourceDescriptor(int resourceType, int attribute, long start, long length) {
    /** HOB type. */
    public static final int TYPE = 0x0003;

    public static final int SYSTEM_MEMORY = 0;
    public static final int MEMORY_MAPPED_IO = 1;
    public static final int MEMORY_RESERVED = 5;

    /** Present, initialised, tested. */
    public static final int USABLE = 0x7;

    private static final StructLayout L = new StructLayout("HobResourceDescriptor");
    private static final Field HOB_TYPE = L.u16(0x00, "HobType", OUT);
    private static final Field HOB_LENGTH = L.u16(0x02, "HobLength", OUT);

    static {
        L.reserved(0x04, 4);
    }

    private static final Field OWNER = L.bytes(0x08, 16, "Owner", OUT);
    private static final Field RESOURCE_TYPE = L.u32(0x18, "ResourceType", OUT);
    private static final Field ATTRIBUTE = L.u32(0x1C, "ResourceAttribute", OUT);
    private static final Field START = L.u64(0x20, "PhysicalStart", OUT);
    private static final Field LENGTH = L.u64(0x28, "ResourceLength", OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x30);

    /** Bytes on the wire. */
    public static final int SIZE = 0x30;

    /** Reads exactly {@link #SIZE} bytes; type, length and owner are not looked at. */
    public static HobResourceDescriptor decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new HobResourceDescriptor(
                RESOURCE_TYPE.getU32(b), ATTRIBUTE.getU32(b), START.getU64(b), LENGTH.getU64(b));
    }

    /** The wire form with a zero owner, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HOB_TYPE.putU16(b, TYPE);
        HOB_LENGTH.putU16(b, SIZE);
        OWNER.putBytes(b, Guid.NULL.toWire());
        RESOURCE_TYPE.putU32(b, resourceType);
        ATTRIBUTE.putU32(b, attribute);
        START.putU64(b, start);
        LENGTH.putU64(b, length);
        return LAYOUT.finish(b);
    }
}
