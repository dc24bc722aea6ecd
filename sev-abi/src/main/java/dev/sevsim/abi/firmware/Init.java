package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * INIT (command 0x01): brings the platform up.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param options bit 0 enables SEV-ES; the rest must be zero
 * @param tmrAddress system physical address of the trusted memory region; ignored without ES
 * @param tmrLength bytes of the trusted memory region; ignored without ES
 */
@Struct(size = 0x14, reserved = @Reserved(at = 0x04, size = 4))
public record Init(
        @Wire(at = 0x00, name = "OPTIONS") int options,
        @Wire(at = 0x08, name = "TMR_PADDR") long tmrAddress,
        @Wire(at = 0x10, name = "TMR_LENGTH") int tmrLength)
        implements InitWire {}
