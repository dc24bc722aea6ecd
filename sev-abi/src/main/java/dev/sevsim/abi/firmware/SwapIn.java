package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

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
@Struct(size = 0x20)
public record SwapIn(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x04, name = "BITS") int bits,
        @Wire(at = 0x08, name = "SRC_PADDR") long sourceAddress,
        @Wire(at = 0x10, name = "DST_PADDR") long destinationAddress,
        @Wire(at = 0x18, name = "MDATA_PADDR") long metadataAddress)
        implements SwapInWire {
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
