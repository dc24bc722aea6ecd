package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_sev_launch_measure}.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.4.
 *
 * @param address user address where MEASURE and MNONCE are written
 * @param length bytes; 0 queries the length
 */
@Struct(size = 0x10, reserved = @Reserved(at = 0x0C, size = 4))
public record KvmSevLaunchMeasure(
        @Wire(at = 0x00, name = "uaddr") long address,
        @Wire(at = 0x08, name = "len", direction = IN_OUT) int length) implements KvmSevLaunchMeasureWire {}
