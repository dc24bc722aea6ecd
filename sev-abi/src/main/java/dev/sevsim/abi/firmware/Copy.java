package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * COPY (command 0x24): moves pages of a guest to another place in memory.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; sevapi.
 *
 * @param handle guest handle
 * @param length bytes, a multiple of 4096
 * @param sourceAddress 4 KiB aligned
 * @param destinationAddress 4 KiB aligned
 */
@Struct(size = 0x18)
public record Copy(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x04, name = "LENGTH") int length,
        @Wire(at = 0x08, name = "SRC_PADDR") long sourceAddress,
        @Wire(at = 0x10, name = "DST_PADDR") long destinationAddress)
        implements CopyWire {}
