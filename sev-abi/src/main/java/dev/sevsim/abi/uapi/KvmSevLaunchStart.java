package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_launch_start}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param handle guest to share a key with, or 0; out: new handle
 * @param policy guest policy
 * @param dhAddress user address of the owner's DH certificate, 0 for none
 * @param dhLength bytes of the owner's DH certificate
 * @param sessionAddress user address of the session, 0 for none
 * @param sessionLength bytes of the session
 */
@Struct(
        size = 0x28,
        reserved = {@Reserved(at = 0x14, size = 4), @Reserved(at = 0x24, size = 4)})
public record KvmSevLaunchStart(
        @Wire(at = 0x00, direction = IN_OUT) int handle,
        @Wire(at = 0x04) int policy,
        @Wire(at = 0x08, name = "dh_uaddr") long dhAddress,
        @Wire(at = 0x10, name = "dh_len") int dhLength,
        @Wire(at = 0x18, name = "session_uaddr") long sessionAddress,
        @Wire(at = 0x20, name = "session_len") int sessionLength)
        implements KvmSevLaunchStartWire {}
