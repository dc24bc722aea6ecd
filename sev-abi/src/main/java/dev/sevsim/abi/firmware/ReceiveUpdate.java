package dev.sevsim.abi.firmware;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * RECEIVE_UPDATE_DATA and RECEIVE_UPDATE_VMSA (commands 0x51 and 0x52): decrypts a packet into guest memory.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.5; lx-hdr, sevapi.
 *
 * @param handle guest handle
 * @param headerAddress packet header
 * @param headerLength at least 0x34
 * @param guestAddress destination, 16-byte aligned
 * @param guestLength plaintext bytes
 * @param transportAddress ciphertext
 * @param transportLength ciphertext bytes
 */
@Struct(
        size = 0x34,
        reserved = {@Reserved(at = 0x04, size = 4), @Reserved(at = 0x14, size = 4), @Reserved(at = 0x24, size = 4)})
public record ReceiveUpdate(
        @Wire(at = 0x00, name = "HANDLE") int handle,
        @Wire(at = 0x08, name = "HDR_PADDR") long headerAddress,
        @Wire(at = 0x10, name = "HDR_LEN") int headerLength,
        @Wire(at = 0x18, name = "GUEST_PADDR") long guestAddress,
        @Wire(at = 0x20, name = "GUEST_LEN") int guestLength,
        @Wire(at = 0x28, name = "TRANS_PADDR") long transportAddress,
        @Wire(at = 0x30, name = "TRANS_LEN") int transportLength)
        implements ReceiveUpdateWire {}
