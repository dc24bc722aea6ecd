package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_dbg}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param sourceAddress user address
 * @param destinationAddress user address
 * @param length bytes
 */
@Struct(size = 0x18, reserved = @Reserved(at = 0x14, size = 4))
public record KvmSevDebug(
        @Wire(at = 0x00, name = "src_uaddr") long sourceAddress,
        @Wire(at = 0x08, name = "dst_uaddr") long destinationAddress,
        @Wire(at = 0x10, name = "len") int length)
        implements KvmSevDebugWire {}
