package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * LAUNCH_UPDATE_VMSA (command 0x32): measures a save area and encrypts it in place.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param address system physical address, 16-byte aligned; the C-bit picks the key of the plaintext
 * @param length exactly 0x1000
 */
@Struct(size = 0x14, reserved = @Reserved(at = 0x04, size = 4))
public record LaunchUpdateVmsa(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "PADDR") long address,
        @Wire(at = 0x10, name = "LENGTH") int length)
        implements LaunchUpdateVmsaWire {}
