package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * RECEIVE_FINISH (command 0x53): ends a migration on the receiving side; the guest may run.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5; lx-hdr, sevapi.
 *
 * @param handle guest handle
 */
@Struct(size = 0x04)
public record ReceiveFinish(
        @Wire(at = 0x00, name = "HANDLE") int handle) implements ReceiveFinishWire {}
