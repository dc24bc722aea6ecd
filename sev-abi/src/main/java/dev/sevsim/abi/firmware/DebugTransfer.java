package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * DBG_DECRYPT and DBG_ENCRYPT (commands 0x60 and 0x61): the host reads and writes guest memory.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param sourceAddress 16-byte aligned
 * @param destinationAddress 16-byte aligned
 * @param length bytes, a multiple of 16
 */
@Struct(size = 0x1C, reserved = @Reserved(at = 0x04, size = 4))
public record DebugTransfer(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "SRC_PADDR") long sourceAddress,
        @Wire(at = 0x10, name = "DST_PADDR") long destinationAddress,
        @Wire(at = 0x18, name = "LENGTH") int length)
        implements DebugTransferWire {}
