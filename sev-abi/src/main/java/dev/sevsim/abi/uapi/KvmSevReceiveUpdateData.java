package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_receive_update_data}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param headerAddress user address
 * @param headerLength bytes
 * @param guestAddress user address in one of the guest's pages
 * @param guestLength bytes
 * @param transportAddress user address
 * @param transportLength bytes
 */
@Struct(
        size = 0x30,
        reserved = {@Reserved(at = 0x0C, size = 4), @Reserved(at = 0x1C, size = 4), @Reserved(at = 0x2C, size = 4)})
public record KvmSevReceiveUpdateData(
        @Wire(at = 0x00, name = "hdr_uaddr") long headerAddress,
        @Wire(at = 0x08, name = "hdr_len") int headerLength,
        @Wire(at = 0x10, name = "guest_uaddr") long guestAddress,
        @Wire(at = 0x18, name = "guest_len") int guestLength,
        @Wire(at = 0x20, name = "trans_uaddr") long transportAddress,
        @Wire(at = 0x28, name = "trans_len") int transportLength)
        implements KvmSevReceiveUpdateDataWire {}
