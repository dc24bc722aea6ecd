package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_launch_update_data}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param address user address of the memory to measure and encrypt
 * @param length bytes of the memory
 */
@Struct(size = 0x10, reserved = @Reserved(at = 0x0C, size = 4))
public record KvmSevLaunchUpdateData(
        @Wire(at = 0x00, name = "uaddr") long address,
        @Wire(at = 0x08, name = "len") int length) implements KvmSevLaunchUpdateDataWire {}
