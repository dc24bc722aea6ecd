package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.host.kernel.KernelMemory;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The registers of one vCPU as KVM keeps them, and its VMSA page if the guest's state is encrypted.
 *
 * <p>Once the page is encrypted, register accesses no longer affect the guest.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.7, 2.13 and 5.6.
 */
public final class SaveArea {
    private RegisterSet registers;
    private KernelMemory.@Nullable Buffer page;
    private Protection protection = Protection.NONE;
    private boolean fpuHidden;
    private boolean debugged;

    /** Access of user space to the registers. */
    public enum Protection {
        /** The registers are those of the guest. */
        NONE,
        /** The guest has its own, and accesses reach the host's copy. */
        HOST_COPY,
        /** Accesses are refused. */
        REFUSED
    }

    /** A vCPU after reset; {@code signature} is CPUID 1 EAX. */
    public SaveArea(int signature, boolean bootProcessor) {
        this.registers = RegisterSet.reset(signature, bootProcessor);
    }

    /** The registers of the guest, or the host's copy. */
    public synchronized RegisterSet registers() {
        return registers;
    }

    /** Replaces the registers with the result of {@code change}. */
    public synchronized void change(UnaryOperator<RegisterSet> change) {
        registers = change.apply(registers);
    }

    /** KVM_SET_GUEST_DEBUG switched on or off. */
    public synchronized void setDebugged(boolean on) {
        debugged = on;
    }

    /** Access of user space to the registers. */
    public synchronized Protection protection() {
        return protection;
    }

    /** Whether the page is encrypted. */
    public synchronized boolean isProtected() {
        return protection != Protection.NONE;
    }

    /** Whether user space has no access to the state of the FPU. */
    public synchronized boolean isFpuHidden() {
        return fpuHidden;
    }

    /** Hides the state of the FPU before the page is encrypted, as older kernels do. */
    synchronized void hideFpu() {
        fpuHidden = true;
    }

    /** Whether user space debugs the vCPU or breakpoints are armed. */
    synchronized boolean isDebugged() {
        return debugged || registers.hasBreakpoints();
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
    synchronized Bytes build(KvmVmType type, GuestFeatures features) {
        Vmsa built = type == KvmVmType.DEFAULT ? registers.saveArea() : registers.saveAreaWithFpu();
        return built.with(Vmsa.SEV_FEATURES, features.vmsaFeatures()).encode();
    }

    synchronized void protect(KvmVmType type) {
        protection = type == KvmVmType.DEFAULT ? Protection.HOST_COPY : Protection.REFUSED;
        fpuHidden = true;
    }

    /** Moves registers and page from another VM's vCPU, which is left without a page. */
    void takeFrom(SaveArea source) {
        SaveArea.State state = source.leave();
        synchronized (this) {
            registers = state.registers();
            page = state.page();
            protection = state.protection();
            fpuHidden = state.fpuHidden();
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
        State state = new State(registers, page, protection, fpuHidden);
        page = null;
        protection = Protection.NONE;
        return state;
    }

    private record State(
            RegisterSet registers, KernelMemory.@Nullable Buffer page, Protection protection, boolean fpuHidden) {}
}
