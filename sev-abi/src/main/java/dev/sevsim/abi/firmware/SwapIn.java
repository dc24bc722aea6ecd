package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * SWAP_IN (command 0x71): brings a sealed guest page back into memory.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6; sevapi.
 *
 * @param handle guest handle
 * @param bits as in {@link SwapOut}; bit 3: in place
 * @param sourceAddress the sealed page
 * @param destinationAddress the guest page
 * @param metadataAddress the metadata entry, 64-byte aligned
 */
public record SwapIn(int handle, int bits, long sourceAddress, long destinationAddress, long metadataAddress) {
    private static final StructLayout L = new StructLayout("SwapIn");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);
    private static final Field BITS = L.u32(0x04, "BITS", IN);
    private static final Field SOURCE_ADDRESS = L.u64(0x08, "SRC_PADDR", IN);
    private static final Field DESTINATION_ADDRESS = L.u64(0x10, "DST_PADDR", IN);
    private static final Field METADATA_ADDRESS = L.u64(0x18, "MDATA_PADDR", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x20);

    /** Bytes on the wire. */
    public static final int SIZE = 0x20;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SwapIn decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SwapIn(
                HANDLE.getU32(b),
                BITS.getU32(b),
                SOURCE_ADDRESS.getU64(b),
                DESTINATION_ADDRESS.getU64(b),
                METADATA_ADDRESS.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        BITS.putU32(b, bits);
        SOURCE_ADDRESS.putU64(b, sourceAddress);
        DESTINATION_ADDRESS.putU64(b, destinationAddress);
        METADATA_ADDRESS.putU64(b, metadataAddress);
        return LAYOUT.finish(b);
    }

    private static final int IN_PLACE = 1 << 3;

    /** Whether the page is one of 2 MiB; else of 4 KiB. */
    public boolean isLarge() {
        return (bits & SwapMetadata.LARGE) != 0;
    }

    /** The page type in bits 2:1, see {@link SwapMetadata}. */
    public int pageType() {
        return bits & SwapMetadata.TYPE_MASK;
    }

    /** Whether the page is opened where it lies. */
    public boolean isInPlace() {
        return (bits & IN_PLACE) != 0;
    }
}
