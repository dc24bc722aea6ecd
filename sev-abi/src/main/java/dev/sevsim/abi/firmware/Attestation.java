package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * ATTESTATION (command 0x36): a report on the launch digest, signed by the PEK.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param address where to write the report
 * @param nonce copied into the report, 16 bytes
 * @param length bytes there, at least 0xD0; out: 0xD0
 */
@Struct(size = 0x24, reserved = @Reserved(at = 0x04, size = 4))
public record Attestation(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "PADDR") long address,
        @Wire(at = 0x10, size = 16, name = "MNONCE") Bytes nonce,

        @Wire(at = 0x20, name = "LENGTH", direction = IN_OUT)
        int length)
        implements AttestationWire {}
