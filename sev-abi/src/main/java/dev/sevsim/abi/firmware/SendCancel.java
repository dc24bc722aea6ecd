package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * SEND_CANCEL (command 0x44): gives a migration up; the guest runs on.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4; lx-hdr, sevapi.
 *
 * @param handle guest handle
 */
@Struct(size = 0x04)
public record SendCancel(@Wire(at = 0x00, name = "HANDLE") int handle) implements SendCancelWire {}
