package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.host.kernel.KernelMemory;
import org.jspecify.annotations.Nullable;

/**
 * The registers of one vCPU as KVM keeps them, and its VMSA page if the guest's state is encrypted.
 *
 * <p>Once the page is encrypted, register accesses no longer affect the guest.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.7 and 5.6.
 */
public final class SaveArea {
    private static final long DR7_RESET = 0x400;
    private static final int MXCSR_RESET = 0x1F80;
    private static final int FCW_RESET = 0x37F;

    private Vmsa registers;
    private KernelMemory.@Nullable Buffer page;
    private boolean encrypted;
    private boolean debugged;

    /** A vCPU after reset; {@code signature} is CPUID 1 EAX. */
    public SaveArea(int signature) {
        this.registers = ResetState.of(signature);
    }

    /** KVM_GET_REGS. */
    public synchronized KvmRegisters general() {
        return RegisterMapping.general(registers);
    }

    /** KVM_SET_REGS. */
    public synchronized void setGeneral(KvmRegisters to) {
        registers = RegisterMapping.with(registers, to);
    }

    /** KVM_GET_SREGS. */
    public synchronized KvmSpecialRegisters special() {
        return RegisterMapping.special(registers);
    }

    /** KVM_SET_SREGS. */
    public synchronized void setSpecial(KvmSpecialRegisters to) {
        registers = RegisterMapping.with(registers, to);
    }

    /** KVM_SET_GUEST_DEBUG switched on or off. */
    public synchronized void setDebugged(boolean on) {
        debugged = on;
    }

    /** Whether the page is encrypted. */
    public synchronized boolean isProtected() {
        return encrypted;
    }

    /** Whether user space debugs the vCPU or breakpoints are armed. */
    synchronized boolean isDebugged() {
        return debugged || registers.get(Vmsa.DR7) != DR7_RESET;
    }

    /** The VMSA page, allocated when first needed. */
    synchronized KernelMemory.Buffer page(KernelMemory kernel) {
        KernelMemory.Buffer have = page;
        if (have == null) {
            have = kernel.allocate(Vmsa.SIZE);
            page = have;
        }
        return have;
    }

    /** System physical address of the VMSA page; 0 when there is none. */
    public synchronized long address() {
        return page == null ? 0 : page.address().value();
    }

    /** Contents of the VMSA page before it is encrypted. Only a typed VM has FPU and SSE state in it. */
    synchronized Bytes build(VmType type, GuestFeatures features) {
        Vmsa measured = registers.with(Vmsa.SEV_FEATURES, features.vmsaFeatures());
        return (type == VmType.DEFAULT
                        ? measured
                        : measured.with(Vmsa.MXCSR, MXCSR_RESET).with(Vmsa.X87_FCW, FCW_RESET))
                .encode();
    }

    synchronized void protect() {
        encrypted = true;
    }

    /** Moves registers and page from another VM's vCPU, which is left without a page. */
    void takeFrom(SaveArea source) {
        SaveArea.State state = source.leave();
        synchronized (this) {
            registers = state.registers();
            page = state.page();
            encrypted = state.encrypted();
        }
    }

    /** Releases the page of a vCPU that was closed, after a cache flush. */
    void free(SevPlatform platform) {
        KernelMemory.Buffer left = leave().page();
        if (left != null) {
            platform.flush(left.address().value(), Vmsa.SIZE);
            left.close();
        }
    }

    private synchronized State leave() {
        State state = new State(registers, page, encrypted);
        page = null;
        encrypted = false;
        return state;
    }

    private record State(Vmsa registers, KernelMemory.@Nullable Buffer page, boolean encrypted) {}
}
