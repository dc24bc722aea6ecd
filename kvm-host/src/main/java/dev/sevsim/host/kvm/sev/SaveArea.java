package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.uapi.KvmRegisters;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.host.kernel.KernelMemory;
import org.jspecify.annotations.Nullable;

/**
 * The registers of one vCPU as KVM keeps them, and the page that a guest with encrypted state gets them in.
 *
 * <p>Once the page is encrypted, reading and writing registers no longer reaches what the guest runs with.
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

    /** A vCPU after reset; {@code signature} is what CPUID 1 tells it in EAX. */
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

    /** Whether the guest's registers are out of the host's reach. */
    public synchronized boolean isProtected() {
        return encrypted;
    }

    /** Whether user space debugs the vCPU or breakpoints are armed. */
    synchronized boolean isDebugged() {
        return debugged || registers.get(Vmsa.DR7) != DR7_RESET;
    }

    /** Its page, taken when first needed. */
    synchronized KernelMemory.Buffer page(KernelMemory kernel) {
        KernelMemory.Buffer have = page;
        if (have == null) {
            have = kernel.allocate(Vmsa.SIZE);
            page = have;
        }
        return have;
    }

    /** System physical address of its page; 0 before it was needed. */
    public synchronized long address() {
        return page == null ? 0 : page.address().value();
    }

    /** What the firmware measures. Only typed VMs have state of the FPU and SSE in it. */
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

    /** Moves everything from another VM's vCPU; that one is left without a page. */
    void takeFrom(SaveArea source) {
        SaveArea.State state = source.leave();
        synchronized (this) {
            registers = state.registers();
            page = state.page();
            encrypted = state.encrypted();
        }
    }

    /** The vCPU goes away; {@code platform} flushes what the guest left in caches. */
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
