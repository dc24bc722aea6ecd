package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kvm.sev.SaveArea;

/**
 * KVM_GET_REGS, KVM_SET_REGS, KVM_GET_SREGS, KVM_SET_SREGS and KVM_SET_GUEST_DEBUG. Once the guest's state is encrypted they access the host's copy alone, which the guest does not use.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.7; Linux uapi {@code asm/kvm.h}.
 */
record RegisterIoctls(SaveArea registers) {
    private static final int GUEST_DEBUG_SIZE = 72;
    private static final int GUEST_DEBUG_ENABLE = 1;

    long run(HostProcess caller, int request, long argument) {
        switch (request) {
            case Ioctl.KVM_GET_REGS ->
                caller.copyOut(argument, registers.general().encode());
            case Ioctl.KVM_SET_REGS ->
                registers.setGeneral(KvmRegisters.CODEC.decode(caller.copyIn(argument, KvmRegisters.SIZE)));
            case Ioctl.KVM_GET_SREGS ->
                caller.copyOut(argument, registers.special().encode());
            case Ioctl.KVM_SET_SREGS ->
                registers.setSpecial(
                        KvmSpecialRegisters.CODEC.decode(caller.copyIn(argument, KvmSpecialRegisters.SIZE)));
            case Ioctl.KVM_SET_GUEST_DEBUG -> debug(caller.copyIn(argument, GUEST_DEBUG_SIZE));
            default -> throw new ErrnoException(Errno.EINVAL, "vCPU ioctl 0x" + Integer.toHexString(request));
        }
        return 0;
    }

    private void debug(Bytes control) {
        if (registers.isProtected()) {
            throw new ErrnoException(Errno.EINVAL, "the guest's state is encrypted");
        }
        registers.setDebugged((control.asLittleEndian().getInt(0) & GUEST_DEBUG_ENABLE) != 0);
    }
}
