package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSegment;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.host.vmm.SystemCalls.Argument;

/**
 * The registers of a vCPU before it runs.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.13, 5.2 and 5.6.
 */
record VcpuRegisters(SystemCalls calls, int vcpuFd) {
    private static final int DATA = 0x93;
    private static final int CODE = 0x9B;
    private static final int TABLE = 0x82;
    private static final int TASK = 0x8B;
    private static final int LIMIT = 0xFFFF;
    private static final int RESET_SELECTOR = 0xF000;
    private static final long RESET_BASE = 0xFFFF_0000L;
    private static final long RESET_RIP = 0xFFF0;
    private static final long RESET_RFLAGS = 2;
    private static final long RESET_CR0 = 0x6000_0010;
    private static final long RESET_APIC_BASE = 0xFEE0_0900L;
    private static final int INTERRUPT_BYTES = 32;

    /** Sets the start address; all else stays as after reset. */
    void startAt(ResetVector vector) {
        KvmSpecialRegisters special =
                KvmSpecialRegisters.CODEC.decode(get("KVM_GET_SREGS", Ioctl.KVM_GET_SREGS, KvmSpecialRegisters.SIZE));
        KvmSegment cs = special.cs();
        KvmSegment moved = KvmSegment.of(cs.selector(), cs.attributes(), cs.limit(), vector.codeBase());
        set("KVM_SET_SREGS", Ioctl.KVM_SET_SREGS, special.withCs(moved).encode());
        KvmRegisters general = KvmRegisters.CODEC.decode(get("KVM_GET_REGS", Ioctl.KVM_GET_REGS, KvmRegisters.SIZE));
        set(
                "KVM_SET_REGS",
                Ioctl.KVM_SET_REGS,
                general.withRip(vector.instructionPointer()).encode());
    }

    /**
     * Writes what QEMU writes at a reset.
     *
     * @param signature CPUID 1 EAX
     */
    void reset(int signature) {
        KvmSegment data = KvmSegment.of(0, DATA, LIMIT, 0);
        KvmSpecialRegisters special = new KvmSpecialRegisters(
                KvmSegment.of(RESET_SELECTOR, CODE, LIMIT, RESET_BASE),
                data,
                data,
                data,
                data,
                data,
                KvmSegment.of(0, TASK, LIMIT, 0),
                KvmSegment.of(0, TABLE, LIMIT, 0),
                0,
                LIMIT,
                0,
                LIMIT,
                RESET_CR0,
                0,
                0,
                0,
                0,
                0,
                RESET_APIC_BASE,
                Bytes.zeros(INTERRUPT_BYTES));
        set("KVM_SET_SREGS", Ioctl.KVM_SET_SREGS, special.encode());
        KvmRegisters general =
                new KvmRegisters(0, 0, 0, signature, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, RESET_RIP, RESET_RFLAGS);
        set("KVM_SET_REGS", Ioctl.KVM_SET_REGS, general.encode());
    }

    private Bytes get(String name, int request, int size) {
        try (Argument argument = calls.argument(Bytes.zeros(size))) {
            call(name, request, argument);
            return argument.content();
        }
    }

    private void set(String name, int request, Bytes content) {
        try (Argument argument = calls.argument(content)) {
            call(name, request, argument);
        }
    }

    private void call(String name, int request, Argument argument) {
        CallResult result = new CallResult(calls.ioctl(vcpuFd, request, argument.address()), 0);
        if (!result.succeeded()) {
            throw new VmmException("ioctl(" + name + ") failed: " + -result.value() + " " + result.errnoText(), result);
        }
    }
}
