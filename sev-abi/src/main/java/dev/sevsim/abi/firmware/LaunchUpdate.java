package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * LAUNCH_UPDATE_DATA and LAUNCH_UPDATE_VMSA (commands 0x31 and 0x32): measures memory, or a save area, and encrypts it
 * in place.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param address system physical address, 16-byte aligned; the C-bit picks the key of the plaintext
 * @param length bytes, a multiple of 16; 0x1000 for a save area
 */
@Struct(size = 0x14, reserved = @Reserved(at = 0x04, size = 4))
public record LaunchUpdate(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "PADDR") long address,
        @Wire(at = 0x10, name = "LENGTH") int length)
        implements LaunchUpdateWire {}
