package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_launch_secret}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param headerAddress user address of the packet header
 * @param headerLength bytes of the packet header
 * @param guestAddress user address of the guest's page
 * @param guestLength bytes of the plaintext
 * @param transportAddress user address of the ciphertext
 * @param transportLength bytes of the ciphertext
 */
@Struct(
        size = 0x30,
        reserved = {@Reserved(at = 0x0C, size = 4), @Reserved(at = 0x1C, size = 4), @Reserved(at = 0x2C, size = 4)})
public record KvmSevLaunchSecret(
        @Wire(at = 0x00, name = "hdr_uaddr") long headerAddress,
        @Wire(at = 0x08, name = "hdr_len") int headerLength,
        @Wire(at = 0x10, name = "guest_uaddr") long guestAddress,
        @Wire(at = 0x18, name = "guest_len") int guestLength,
        @Wire(at = 0x20, name = "trans_uaddr") long transportAddress,
        @Wire(at = 0x28, name = "trans_len") int transportLength)
        implements KvmSevLaunchSecretWire {}
