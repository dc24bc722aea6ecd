package dev.sevsim.abi.uapi;

import static dev.sevsim.abi.layout.Direction.IN_OUT;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.layout.StructLayout;
import java.nio.ByteBuffer;

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
public record KvmRegisters(
        long rax,
        long rbx,
        long rcx,
        long rdx,
        long rsi,
        long rdi,
        long rsp,
        long rbp,
        long r8,
        long r9,
        long r10,
        long r11,
        long r12,
        long r13,
        long r14,
        long r15,
        long rip,
        long rflags) {
    private static final StructLayout L = new StructLayout("KvmRegisters");
    private static final Field RAX = L.u64(0x00, "rax", IN_OUT);
    private static final Field RBX = L.u64(0x08, "rbx", IN_OUT);
    private static final Field RCX = L.u64(0x10, "rcx", IN_OUT);
    private static final Field RDX = L.u64(0x18, "rdx", IN_OUT);
    private static final Field RSI = L.u64(0x20, "rsi", IN_OUT);
    private static final Field RDI = L.u64(0x28, "rdi", IN_OUT);
    private static final Field RSP = L.u64(0x30, "rsp", IN_OUT);
    private static final Field RBP = L.u64(0x38, "rbp", IN_OUT);
    private static final Field R8 = L.u64(0x40, "r8", IN_OUT);
    private static final Field R9 = L.u64(0x48, "r9", IN_OUT);
    private static final Field R10 = L.u64(0x50, "r10", IN_OUT);
    private static final Field R11 = L.u64(0x58, "r11", IN_OUT);
    private static final Field R12 = L.u64(0x60, "r12", IN_OUT);
    private static final Field R13 = L.u64(0x68, "r13", IN_OUT);
    private static final Field R14 = L.u64(0x70, "r14", IN_OUT);
    private static final Field R15 = L.u64(0x78, "r15", IN_OUT);
    private static final Field RIP = L.u64(0x80, "rip", IN_OUT);
    private static final Field RFLAGS = L.u64(0x88, "rflags", IN_OUT);

    /** Where each field lies. */
    public static final StructLayout LAYOUT = L.ofSize(0x90);

    /** Bytes on the wire. */
    public static final int SIZE = 0x90;

    /** Reads exactly {@link #SIZE} bytes; reserved fields are not looked at. */
    public static KvmRegisters decode(Bytes raw) {
        ByteBuffer b = LAYOUT.view(raw);
        return new KvmRegisters(
                RAX.getU64(b),
                RBX.getU64(b),
                RCX.getU64(b),
                RDX.getU64(b),
                RSI.getU64(b),
                RDI.getU64(b),
                RSP.getU64(b),
                RBP.getU64(b),
                R8.getU64(b),
                R9.getU64(b),
                R10.getU64(b),
                R11.getU64(b),
                R12.getU64(b),
                R13.getU64(b),
                R14.getU64(b),
                R15.getU64(b),
                RIP.getU64(b),
                RFLAGS.getU64(b));
    }

    /** This with another instruction pointer. */
    public KvmRegisters withRip(long other) {
        return new KvmRegisters(
                rax, rbx, rcx, rdx, rsi, rdi, rsp, rbp, r8, r9, r10, r11, r12, r13, r14, r15, other, rflags);
    }

    /** The wire form, reserved fields zero. */
    public Bytes encode() {
        ByteBuffer b = LAYOUT.allocate();
        RAX.putU64(b, rax);
        RBX.putU64(b, rbx);
        RCX.putU64(b, rcx);
        RDX.putU64(b, rdx);
        RSI.putU64(b, rsi);
        RDI.putU64(b, rdi);
        RSP.putU64(b, rsp);
        RBP.putU64(b, rbp);
        R8.putU64(b, r8);
        R9.putU64(b, r9);
        R10.putU64(b, r10);
        R11.putU64(b, r11);
        R12.putU64(b, r12);
        R13.putU64(b, r13);
        R14.putU64(b, r14);
        R15.putU64(b, r15);
        RIP.putU64(b, rip);
        RFLAGS.putU64(b, rflags);
        return LAYOUT.finish(b);
    }
}
