package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * LAUNCH_FINISH (command 0x35): ends the launch; the guest may run.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 */
@Struct(size = 0x04)
public record LaunchFinish(@Wire(at = 0x00, name = "HANDLE") int handle) implements LaunchFinishWire {}
