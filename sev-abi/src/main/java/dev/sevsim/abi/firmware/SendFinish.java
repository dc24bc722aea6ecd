package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * SEND_FINISH (command 0x43): ends a migration on the sending side.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4; lx-hdr, sevapi.
 *
 * @param handle guest handle
 */
@Struct(size = 0x04)
public record SendFinish(@Wire(at = 0x00, name = "HANDLE") int handle) implements SendFinishWire {}
