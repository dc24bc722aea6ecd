package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * LAUNCH_SECRET (command 0x34): decrypts a packet into guest memory.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.3; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param headerAddress system physical address of the packet header
 * @param headerLength exactly 0x34
 * @param guestAddress system physical address of the destination, 16-byte aligned
 * @param guestLength bytes of the plaintext
 * @param transportAddress system physical address of the ciphertext
 * @param transportLength bytes of the ciphertext
 */
@Struct(
        size = 0x34,
        reserved = {@Reserved(at = 0x04, size = 4), @Reserved(at = 0x14, size = 4), @Reserved(at = 0x24, size = 4)})
public record LaunchSecret(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "HDR_PADDR") long headerAddress,
        @Wire(at = 0x10, name = "HDR_LEN") int headerLength,
        @Wire(at = 0x18, name = "GUEST_PADDR") long guestAddress,
        @Wire(at = 0x20, name = "GUEST_LEN") int guestLength,
        @Wire(at = 0x28, name = "TRANS_PADDR") long transportAddress,
        @Wire(at = 0x30, name = "TRANS_LEN") int transportLength)
        implements LaunchSecretWire {}
