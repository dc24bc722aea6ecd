package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_debugregs}: the debug registers of a vCPU.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param db0 64 bits
 * @param db1 64 bits
 * @param db2 64 bits
 * @param db3 64 bits
 * @param dr6 64 bits
 * @param dr7 64 bits
 * @param flags 0
 */
@Struct(size = 0x80, direction = IN_OUT, reserved = @Reserved(at = 0x38, size = 0x48))
public record KvmDebugRegisters(
        @Wire(at = 0x00) long db0,
        @Wire(at = 0x08) long db1,
        @Wire(at = 0x10) long db2,
        @Wire(at = 0x18) long db3,
        @Wire(at = 0x20) long dr6,
        @Wire(at = 0x28) long dr7,
        @Wire(at = 0x30) long flags)
        implements KvmDebugRegistersWire {}
