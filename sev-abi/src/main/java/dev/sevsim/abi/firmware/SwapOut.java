package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

/**
 * SWAP_OUT (command 0x70): takes a guest page out of memory, sealed.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6; sevapi.
 *
 * @param handle guest handle
 * @param bits bit 0: 2 MiB page; bits 2:1: page type, see {@link SwapMetadata}
 * @param sourceAddress the guest page
 * @param destinationAddress where the sealed page goes
 * @param metadataAddress where the metadata entry goes, 64-byte aligned
 * @param softwareData copied into the metadata entry
 */
public record SwapOut(
        int handle, int bits, long sourceAddress, long destinationAddress, long metadataAddress, long softwareData) {
    private static final StructLayout L = new StructLayout("SwapOut");
    private static final Field HANDLE = L.u32(0x00, "HANDLE", IN);
    private static final Field BITS = L.u32(0x04, "BITS", IN);
    private static final Field SOURCE_ADDRESS = L.u64(0x08, "SRC_PADDR", IN);
    private static final Field DESTINATION_ADDRESS = L.u64(0x10, "DST_PADDR", IN);
    private static final Field METADATA_ADDRESS = L.u64(0x18, "MDATA_PADDR", IN);
    private static final Field SOFTWARE_DATA = L.u64(0x20, "SOFTWARE_DATA", IN);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x28);

    /** Bytes on the wire. */
    public static final int SIZE = 0x28;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static SwapOut decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new SwapOut(
                HANDLE.getU32(b),
                BITS.getU32(b),
                SOURCE_ADDRESS.getU64(b),
                DESTINATION_ADDRESS.getU64(b),
                METADATA_ADDRESS.getU64(b),
                SOFTWARE_DATA.getU64(b));
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        HANDLE.putU32(b, handle);
        BITS.putU32(b, bits);
        SOURCE_ADDRESS.putU64(b, sourceAddress);
        DESTINATION_ADDRESS.putU64(b, destinationAddress);
        METADATA_ADDRESS.putU64(b, metadataAddress);
        SOFTWARE_DATA.putU64(b, softwareData);
        return LAYOUT.finish(b);
    }

    /** Whether the page is one of 2 MiB; else of 4 KiB. */
    public boolean isLarge() {
        return (bits & SwapMetadata.LARGE) != 0;
    }

    /** The page type in bits 2:1, see {@link SwapMetadata}. */
    public int pageType() {
        return bits & SwapMetadata.TYPE_MASK;
    }
}
