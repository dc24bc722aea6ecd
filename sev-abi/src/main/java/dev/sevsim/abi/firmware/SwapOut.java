package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

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
@Struct(size = 0x28)
public record SwapOut(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x04, name = "BITS") int bits,
        @Wire(at = 0x08, name = "SRC_PADDR") long sourceAddress,
        @Wire(at = 0x10, name = "DST_PADDR") long destinationAddress,
        @Wire(at = 0x18, name = "MDATA_PADDR") long metadataAddress,
        @Wire(at = 0x20, name = "SOFTWARE_DATA") long softwareData)
        implements SwapOutWire {
    /** Whether the page is one of 2 MiB; else of 4 KiB. */
    public boolean isLarge() {
        return (bits & SwapMetadata.LARGE) != 0;
    }

    /** The page type in bits 2:1, see {@link SwapMetadata}. */
    public int pageType() {
        return bits & SwapMetadata.TYPE_MASK;
    }
}
