package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_msr_entry}: a model-specific register; {@code struct kvm_msrs} is a u32 count, 4 bytes and so many
 * entries.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param index number of the register
 * @param data 64 bits
 */
@Struct(size = 0x10, direction = IN_OUT, reserved = @Reserved(at = 0x04, size = 4))
public record KvmMsrEntry(
        @Wire(at = 0x00) int index, @Wire(at = 0x08) long data) implements KvmMsrEntryWire {}
