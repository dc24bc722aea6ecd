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
 * <p>Source: docs/reference/kvm-host.md sections 5.2 and 5.6.
 */
record VcpuRegisters(SystemCalls calls, int vcpuFd) {
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
