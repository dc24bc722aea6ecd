package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmDebugRegisters;
import dev.sevsim.abi.uapi.KvmFpu;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.abi.uapi.KvmXcrs;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kvm.sev.RegisterSet;
import dev.sevsim.host.kvm.sev.SaveArea;
import dev.sevsim.host.kvm.sev.SaveArea.Protection;
import java.util.function.UnaryOperator;

/**
 * The ioctls that read and write registers of a vCPU. Once the guest's state is encrypted they access the host's copy
 * alone, which the guest does not use; those of a typed VM are refused then with EINVAL.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.7 and 2.13; Linux uapi {@code asm/kvm.h}.
 */
record RegisterIoctls(SaveArea area, MsrIoctls msrs) {
    /** Bytes of {@code struct kvm_guest_debug}: control, padding and eight debug registers. */
    private static final int GUEST_DEBUG_SIZE = 72;

    private static final int GUEST_DEBUG_ENABLE = 1;
    /** Bytes of {@code struct kvm_xsave}. */
    private static final int XSAVE_SIZE = 0x1000;

    RegisterIoctls(SaveArea area, boolean newestKernel) {
        this(area, new MsrIoctls(area, newestKernel));
    }

    /**
     * Runs one of the ioctls.
     *
     * @param argument user address of the structure, whose size is that of the request
     * @return 0, or the number of entries for the ioctls of model-specific registers
     * @throws ErrnoException EFAULT for an address that is not mapped, EINVAL for values that the register cannot have
     */
    long run(HostProcess caller, int request, long argument) {
        switch (request) {
            case Ioctl.KVM_GET_REGS ->
                caller.copyOut(argument, accessible().general().encode());
            case Ioctl.KVM_SET_REGS -> {
                KvmRegisters to = KvmRegisters.CODEC.decode(caller.copyIn(argument, KvmRegisters.SIZE));
                change(set -> set.with(to));
            }
            case Ioctl.KVM_GET_SREGS -> caller.copyOut(argument, special().encode());
            case Ioctl.KVM_SET_SREGS ->
                setSpecial(KvmSpecialRegisters.CODEC.decode(caller.copyIn(argument, KvmSpecialRegisters.SIZE)));
            case Ioctl.KVM_GET_DEBUGREGS ->
                caller.copyOut(argument, accessible().debug().encode());
            case Ioctl.KVM_SET_DEBUGREGS -> {
                KvmDebugRegisters to = KvmDebugRegisters.CODEC.decode(caller.copyIn(argument, KvmDebugRegisters.SIZE));
                change(set -> set.with(to, area.isProtected()));
            }
            case Ioctl.KVM_GET_XCRS ->
                caller.copyOut(argument, KvmXcrs.ofXcr0(accessible().xcr0()).encode());
            case Ioctl.KVM_SET_XCRS -> setXcrs(KvmXcrs.CODEC.decode(caller.copyIn(argument, KvmXcrs.SIZE)));
            case Ioctl.KVM_GET_FPU ->
                caller.copyOut(argument, fpu(accessible().fpu().encode()));
            case Ioctl.KVM_SET_FPU -> {
                KvmFpu to = KvmFpu.CODEC.decode(caller.copyIn(argument, KvmFpu.SIZE));
                changeFpu(set -> set.with(to));
            }
            case Ioctl.KVM_GET_XSAVE ->
                caller.copyOut(argument, fpu(accessible().xsave()));
            case Ioctl.KVM_SET_XSAVE -> {
                Bytes to = caller.copyIn(argument, XSAVE_SIZE);
                changeFpu(set -> set.withXsave(to));
            }
            case Ioctl.KVM_GET_MSRS, Ioctl.KVM_SET_MSRS -> {
                return msrs.run(caller, request, argument);
            }
            case Ioctl.KVM_SET_GUEST_DEBUG -> debug(caller.copyIn(argument, GUEST_DEBUG_SIZE));
            default -> throw new ErrnoException(Errno.EINVAL, "vCPU ioctl 0x" + Integer.toHexString(request));
        }
        return 0;
    }

    private RegisterSet accessible() {
        requireAccess();
        return area.registers();
    }

    private void change(UnaryOperator<RegisterSet> change) {
        requireAccess();
        area.change(change);
    }

    private void requireAccess() {
        if (area.protection() == Protection.REFUSED) {
            throw new ErrnoException(Errno.EINVAL, "the guest's state is encrypted and the VM is typed");
        }
    }

    /** Of a protected vCPU, the segments are hidden and the control registers are those that user space wrote. */
    private KvmSpecialRegisters special() {
        RegisterSet set = accessible();
        return area.isProtected() ? set.specialOfProtected() : set.special();
    }

    private void setSpecial(KvmSpecialRegisters to) {
        change(set -> area.isProtected() ? set.withApicBaseOf(to) : set.with(to));
    }

    /** Takes the first entry for XCR0 and ignores all others. */
    private void setXcrs(KvmXcrs to) {
        requireAccess();
        if (to.flags() != 0 || Integer.compareUnsigned(to.count(), KvmXcrs.MAXIMUM) > 0) {
            throw new ErrnoException(Errno.EINVAL, "flags, or more than 16 entries");
        }
        for (int entry = 0; entry < to.count(); entry++) {
            if (to.number(entry) == 0) {
                long value = to.value(entry);
                area.change(set -> set.withXcr0(value));
                return;
            }
        }
    }

    /** State of the FPU, or zeros once it is hidden. */
    private Bytes fpu(Bytes state) {
        return area.isFpuHidden() ? Bytes.zeros(state.length()) : state;
    }

    private void changeFpu(UnaryOperator<RegisterSet> change) {
        requireAccess();
        if (!area.isFpuHidden()) {
            area.change(change);
        }
    }

    /** Breakpoints need the guest's state, so a protected vCPU refuses them whatever the type of its VM. */
    private void debug(Bytes control) {
        if (area.isProtected()) {
            throw new ErrnoException(Errno.EINVAL, "the guest's state is encrypted");
        }
        area.setDebugged((control.asLittleEndian().getInt(0) & GUEST_DEBUG_ENABLE) != 0);
    }
}
