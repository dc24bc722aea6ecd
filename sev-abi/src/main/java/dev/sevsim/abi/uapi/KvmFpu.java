package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Struct;
import dev.sevsim.abi.layout.Struct.Reserved;
import dev.sevsim.abi.layout.Wire;

/**
 * {@code struct kvm_fpu}: x87 and SSE registers of a vCPU.
 *
 * <p>Source: Linux uapi {@code asm/kvm.h}.
 *
 * @param fpr eight x87 registers of 16 bytes
 * @param fcw control word, 16 bits
 * @param fsw status word, 16 bits
 * @param ftwx abridged tag word, 8 bits
 * @param lastOpcode 16 bits
 * @param lastIp 64 bits
 * @param lastDp 64 bits
 * @param xmm sixteen registers of 16 bytes
 * @param mxcsr 32 bits; KVM neither reads nor writes it
 */
@Struct(
        size = 0x1A0,
        direction = IN_OUT,
        reserved = {@Reserved(at = 0x85, size = 1), @Reserved(at = 0x19C, size = 4)})
public record KvmFpu(
        @Wire(at = 0x00, size = 0x80) Bytes fpr,
        @Wire(at = 0x80, size = 2) int fcw,
        @Wire(at = 0x82, size = 2) int fsw,
        @Wire(at = 0x84, size = 1) int ftwx,
        @Wire(at = 0x86, size = 2, name = "last_opcode") int lastOpcode,
        @Wire(at = 0x88, name = "last_ip") long lastIp,
        @Wire(at = 0x90, name = "last_dp") long lastDp,
        @Wire(at = 0x98, size = 0x100) Bytes xmm,
        @Wire(at = 0x198) int mxcsr)
        implements KvmFpuWire {}
