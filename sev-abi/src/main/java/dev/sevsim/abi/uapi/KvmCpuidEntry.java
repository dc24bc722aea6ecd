package dev.sevsim.abi.uapi;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_cpuid_entry2}: one leaf of a guest's CPUID.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param function leaf, EAX of the instruction
 * @param index sub-leaf, ECX of the instruction
 * @param flags 1 where the sub-leaf counts
 * @param eax register of the answer
 * @param ebx register of the answer
 * @param ecx register of the answer
 * @param edx register of the answer
 */
@Struct(size = 0x28, reserved = @Reserved(at = 0x1C, size = 12))
public record KvmCpuidEntry(
        @Wire(at = 0x00) int function,
        @Wire(at = 0x04) int index,
        @Wire(at = 0x08) int flags,
        @Wire(at = 0x0C) int eax,
        @Wire(at = 0x10) int ebx,
        @Wire(at = 0x14) int ecx,
        @Wire(at = 0x18) int edx)
        implements KvmCpuidEntryWire {
    /** The same leaf with another EAX. */
    public KvmCpuidEntry withEax(int other) {
        return new KvmCpuidEntry(function, index, flags, other, ebx, ecx, edx);
    }

    /** The same leaf with another EBX. */
    public KvmCpuidEntry withEbx(int other) {
        return new KvmCpuidEntry(function, index, flags, eax, other, ecx, edx);
    }
}
