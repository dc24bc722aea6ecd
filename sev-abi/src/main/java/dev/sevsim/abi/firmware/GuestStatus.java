package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN;
import static dev.sevsim.abi.layout.Direction.OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * GUEST_STATUS (command 0x23): state of a guest.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.2; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param policy guest policy
 * @param asid 0 when not active
 * @param state see {@link GuestState}; 0 for an unknown handle
 */
@Struct(size = 0x0D, direction = OUT)
public record GuestStatus(
        @Wire(at = 0x00, name = "HANDLE", direction = IN) int handle,
        @Wire(at = 0x04, name = "POLICY") int policy,
        @Wire(at = 0x08, name = "ASID") int asid,
        @Wire(at = 0x0C, size = 1, name = "STATE") int state)
        implements GuestStatusWire {}
