package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_regs}: the general registers of a vCPU.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param rax 64 bits
 * @param rbx 64 bits
 * @param rcx 64 bits
 * @param rdx 64 bits
 * @param rsi 64 bits
 * @param rdi 64 bits
 * @param rsp 64 bits
 * @param rbp 64 bits
 * @param r8 64 bits
 * @param r9 64 bits
 * @param r10 64 bits
 * @param r11 64 bits
 * @param r12 64 bits
 * @param r13 64 bits
 * @param r14 64 bits
 * @param r15 64 bits
 * @param rip 64 bits
 * @param rflags 64 bits
 */
@Struct(size = 0x90, direction = IN_OUT)
public record KvmRegisters(
        @Wire(at = 0x00) long rax,
        @Wire(at = 0x08) long rbx,
        @Wire(at = 0x10) long rcx,
        @Wire(at = 0x18) long rdx,
        @Wire(at = 0x20) long rsi,
        @Wire(at = 0x28) long rdi,
        @Wire(at = 0x30) long rsp,
        @Wire(at = 0x38) long rbp,
        @Wire(at = 0x40) long r8,
        @Wire(at = 0x48) long r9,
        @Wire(at = 0x50) long r10,
        @Wire(at = 0x58) long r11,
        @Wire(at = 0x60) long r12,
        @Wire(at = 0x68) long r13,
        @Wire(at = 0x70) long r14,
        @Wire(at = 0x78) long r15,
        @Wire(at = 0x80) long rip,
        @Wire(at = 0x88) long rflags)
        implements KvmRegistersWire {
    /** Returns a copy with this instruction pointer. */
    public KvmRegisters withRip(long other) {
        return new KvmRegisters(
                rax, rbx, rcx, rdx, rsi, rdi, rsp, rbp, r8, r9, r10, r11, r12, r13, r14, r15, other, rflags);
    }
}
