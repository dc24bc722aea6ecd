package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.abi.uapi.KvmDebugRegisters;
import dev.sevsim.abi.uapi.KvmFpu;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.Optional;

/**
 * The registers of one vCPU as KVM keeps them: what user space wrote and reads back, and what a save area is built of.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.13 and 5.6.
 */
public final class RegisterSet {
    private static final long RESET_VECTOR = 0xFFFF_FFF0L;
    private static final long SVME = 1 << 12;
    private static final long RFLAGS_FIXED = 1 << 1;
    private static final long DR6_RESET = 0xFFFF_0FF0L;
    private static final long DR7_RESET = 0x400;

    private final Vmsa saved;
    private final ControlRegisters control;
    private final KvmDebugRegisters debug;
    private final FpuState fpu;
    private final MsrFile msrs;

    private RegisterSet(Vmsa saved, ControlRegisters control, KvmDebugRegisters debug, FpuState fpu, MsrFile msrs) {
        this.saved = saved;
        this.control = control;
        this.debug = debug;
        this.fpu = fpu;
        this.msrs = msrs;
    }

    /** After reset; {@code signature} is CPUID 1 EAX. */
    static RegisterSet reset(int signature, boolean bootProcessor) {
        return new RegisterSet(
                ResetState.of(signature),
                ControlRegisters.reset(bootProcessor),
                new KvmDebugRegisters(0, 0, 0, 0, DR6_RESET, DR7_RESET, 0),
                FpuState.reset(),
                new MsrFile());
    }

    /** KVM_GET_REGS. */
    public KvmRegisters general() {
        return RegisterMapping.general(saved);
    }

    /** KVM_SET_REGS; the fixed bit of RFLAGS stays set. */
    public RegisterSet with(KvmRegisters to) {
        return with(RegisterMapping.with(saved, to).with(Vmsa.RFLAGS, to.rflags() | RFLAGS_FIXED));
    }

    /** KVM_GET_SREGS. */
    public KvmSpecialRegisters special() {
        return RegisterMapping.special(saved, control);
    }

    /** KVM_GET_SREGS of a protected vCPU: control registers without the rest. */
    public KvmSpecialRegisters specialOfProtected() {
        ControlRegisters shown = new ControlRegisters(
                control.cr0(), 0, control.cr4(), control.cr8(), control.efer(), control.apicBase(), Bytes.zeros(32));
        return RegisterMapping.special(new Vmsa(Bytes.zeros(Vmsa.SIZE)), shown);
    }

    /** KVM_SET_SREGS. */
    public RegisterSet with(KvmSpecialRegisters to) {
        ControlRegisters.requireValid(to);
        ControlRegisters changed = control.with(to);
        Vmsa segments = RegisterMapping.with(saved, to)
                .with(Vmsa.CR0, changed.savedCr0())
                .with(Vmsa.CR4, changed.savedCr4())
                .with(Vmsa.EFER, changed.efer() | SVME);
        return new RegisterSet(segments, changed, debug, fpu, msrs);
    }

    /** KVM_SET_SREGS of a protected vCPU: only the base of the local APIC is taken. */
    public RegisterSet withApicBaseOf(KvmSpecialRegisters to) {
        ControlRegisters.requireValid(to);
        return new RegisterSet(saved, control.withApicBase(to.apicBase()), debug, fpu, msrs);
    }

    /** Whether the next instruction is the first after a reset. */
    public boolean isAtResetVector() {
        return instruction() == RESET_VECTOR;
    }

    /** Linear address of the next instruction: the base of CS and RIP. */
    public long instruction() {
        return saved.get(Vmsa.CS.base()) + saved.get(Vmsa.RIP);
    }

    /** Whether linear addresses are translated by page tables of the guest. */
    public boolean isPaging() {
        return control.isPaging();
    }

    /** KVM_GET_DEBUGREGS. */
    public KvmDebugRegisters debug() {
        return debug;
    }

    /**
     * KVM_SET_DEBUGREGS.
     *
     * @param isProtected DR7 of the save area stays
     */
    public RegisterSet with(KvmDebugRegisters to, boolean isProtected) {
        if (to.flags() != 0 || to.dr6() >>> Integer.SIZE != 0 || to.dr7() >>> Integer.SIZE != 0) {
            throw new ErrnoException(Errno.EINVAL, "flags, or bits 63:32 of DR6 or DR7");
        }
        Vmsa changed = saved.with(Vmsa.DR6, to.dr6());
        return new RegisterSet(isProtected ? changed : changed.with(Vmsa.DR7, to.dr7()), control, to, fpu, msrs);
    }

    /** XCR0. */
    public long xcr0() {
        return saved.get(Vmsa.XCR0);
    }

    /** KVM_SET_XCRS with XCR0; EINVAL without x87, for AVX without SSE and for unknown components. */
    public RegisterSet withXcr0(long value) {
        boolean avxAlone = (value & (FpuState.SSE_STATE | FpuState.AVX_STATE)) == FpuState.AVX_STATE;
        if ((value & FpuState.X87_STATE) == 0 || avxAlone || (value & ~FpuState.KNOWN_STATE) != 0) {
            throw new ErrnoException(Errno.EINVAL, "XCR0 0x" + Long.toHexString(value));
        }
        return with(saved.with(Vmsa.XCR0, value));
    }

    /** KVM_GET_FPU. */
    public KvmFpu fpu() {
        return fpu.legacy();
    }

    /** KVM_SET_FPU. */
    public RegisterSet with(KvmFpu to) {
        return with(fpu.with(to));
    }

    /** KVM_GET_XSAVE. */
    public Bytes xsave() {
        return fpu.area();
    }

    /** KVM_SET_XSAVE; EINVAL for an area that is not valid. */
    public RegisterSet withXsave(Bytes area) {
        return with(fpu.with(area));
    }

    /** An entry of KVM_GET_MSRS; empty for a register that this host does not have. */
    public Optional<Long> msr(int index) {
        if (index == MsrFile.EFER) {
            return Optional.of(control.efer());
        }
        if (index == MsrFile.APIC_BASE) {
            return Optional.of(control.apicBase());
        }
        Optional<Long> place = MsrFile.saved(index).map(saved::get);
        return place.isPresent() || !MsrFile.isKept(index) ? place : Optional.of(msrs.get(index));
    }

    /** An entry of KVM_SET_MSRS; empty for a register that this host does not have and for a value that it refuses. */
    public Optional<RegisterSet> withMsr(int index, long value) {
        if (index == MsrFile.EFER) {
            return MsrFile.isEfer(value) ? Optional.of(withEfer(value)) : Optional.empty();
        }
        Optional<Field> place = MsrFile.saved(index);
        if (place.isPresent()) {
            return MsrFile.checked(place.get(), value).map(taken -> with(saved.with(place.get(), taken)));
        }
        return MsrFile.isKept(index)
                ? Optional.of(new RegisterSet(saved, control, debug, fpu, msrs.with(index, value)))
                : Optional.empty();
    }

    /** Whether the guest of an encrypted save area has a register without an exit. */
    public static boolean isPassedThrough(int index) {
        return MsrFile.isPassedThrough(index);
    }

    /** Whether breakpoints are armed. */
    boolean hasBreakpoints() {
        return (saved.get(Vmsa.DR7) & ~DR7_RESET) != 0;
    }

    /** The save area, without state of the FPU but the protection keys. */
    Vmsa saveArea() {
        return saved.with(Vmsa.PKRU, Integer.toUnsignedLong(fpu.pkru()));
    }

    /** The save area with all state of the FPU. */
    Vmsa saveAreaWithFpu() {
        return fpu.in(saveArea());
    }

    /** LMA follows the mode and stays. */
    private RegisterSet withEfer(long value) {
        long kept = (value & ~ControlRegisters.EFER_LMA) | (control.efer() & ControlRegisters.EFER_LMA);
        return new RegisterSet(saved.with(Vmsa.EFER, kept | SVME), control.withEfer(kept), debug, fpu, msrs);
    }

    private RegisterSet with(Vmsa changed) {
        return new RegisterSet(changed, control, debug, fpu, msrs);
    }

    private RegisterSet with(FpuState changed) {
        return new RegisterSet(saved, control, debug, changed, msrs);
    }
}
