package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * INIT_EX (command 0x0D): INIT with a store that the host keeps.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1; lx-hdr, sevapi.
 *
 * @param length of this structure
 * @param options bit 0 enables SEV-ES
 * @param tmrAddress trusted memory region, ignored without ES
 * @param tmrLength bytes there
 * @param nvAddress the store; 0 for the SPI store
 * @param nvLength bytes there
 */
@Struct(size = 0x24, reserved = @Reserved(at = 0x14, size = 4))
public record InitEx(
        @Wire(at = 0x00, name = "LENGTH") int length,
        @Wire(at = 0x04, name = "OPTIONS") int options,
        @Wire(at = 0x08, name = "TMR_PADDR") long tmrAddress,
        @Wire(at = 0x10, name = "TMR_LENGTH") int tmrLength,
        @Wire(at = 0x18, name = "NV_PADDR") long nvAddress,
        @Wire(at = 0x20, name = "NV_LENGTH") int nvLength)
        implements InitExWire {}
