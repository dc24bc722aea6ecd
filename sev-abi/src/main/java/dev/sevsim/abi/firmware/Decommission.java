package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * DECOMMISSION (command 0x20): frees a guest context.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; lx-hdr, sevapi.
 *
 * @param handle guest handle
 */
@Struct(size = 0x04)
public record Decommission(@Wire(at = 0x00, name = "HANDLE") int handle) implements DecommissionWire {}
