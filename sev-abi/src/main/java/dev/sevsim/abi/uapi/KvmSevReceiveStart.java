package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_receive_start}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param handle guest to share a key with, or 0; the new guest afterwards
 * @param policy of the guest
 * @param pdhAddress user address of the sender's PDH certificate
 * @param pdhLength bytes
 * @param sessionAddress user address of the session
 * @param sessionLength bytes
 */
@Struct(
        size = 0x28,
        reserved = {@Reserved(at = 0x14, size = 4), @Reserved(at = 0x24, size = 4)})
public record KvmSevReceiveStart(
        @Wire(at = 0x00, direction = IN_OUT) int handle,
        @Wire(at = 0x04) int policy,
        @Wire(at = 0x08, name = "pdh_uaddr") long pdhAddress,
        @Wire(at = 0x10, name = "pdh_len") int pdhLength,
        @Wire(at = 0x18, name = "session_uaddr") long sessionAddress,
        @Wire(at = 0x20, name = "session_len") int sessionLength)
        implements KvmSevReceiveStartWire {}
