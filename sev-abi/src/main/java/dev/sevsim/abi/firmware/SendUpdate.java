package dev.sevsim.abi.firmware;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * SEND_UPDATE_DATA and SEND_UPDATE_VMSA (commands 0x41 and 0x42): encrypts guest memory for the channel.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.4; sevapi.
 *
 * @param handle guest handle
 * @param headerAddress where to write the packet header
 * @param headerLength at least 0x34; out: 0x34
 * @param guestAddress guest memory, 16-byte aligned
 * @param guestLength bytes of guest memory
 * @param transportAddress where to write the ciphertext
 * @param transportLength bytes at {@code transportAddress}; out on a length query: GUEST_LEN
 */
@Struct(
        size = 0x34,
        reserved = {@Reserved(at = 0x04, size = 4), @Reserved(at = 0x14, size = 4), @Reserved(at = 0x24, size = 4)})
public record SendUpdate(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "HDR_PADDR") long headerAddress,

        @Wire(at = 0x10, name = "HDR_LEN", direction = IN_OUT)
        int headerLength,

        @Wire(at = 0x18, name = "GUEST_PADDR") long guestAddress,
        @Wire(at = 0x20, name = "GUEST_LEN") int guestLength,
        @Wire(at = 0x28, name = "TRANS_PADDR") long transportAddress,

        @Wire(at = 0x30, name = "TRANS_LEN", direction = IN_OUT)
        int transportLength)
        implements SendUpdateWire {}
