package dev.sevsim.host.kvm;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import dev.sevsim.host.kvm.ExitOutcome.ToUser;

/**
 * VMMCALL: KVM_HC_MAP_GPA_RANGE exits to user space when that is enabled, KVM_HC_VAPIC_POLL_IRQ returns 0; all others
 * return -KVM_ENOSYS.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.3.
 */
record HypercallHandler(Vm vm, KvmRunPage run) implements ExitHandler {
    /** KVM_HC_MAP_GPA_RANGE. */
    static final int MAP_GPA_RANGE = 12;

    private static final long VAPIC_POLL_IRQ = 1;
    private static final long NOT_IMPLEMENTED = -1000;
    private static final long INVALID = -22;

    @Override
    public ExitOutcome handle(VcpuExit exit) {
        if (exit.rax() == VAPIC_POLL_IRQ) {
            return answer(0);
        }
        if (exit.rax() != MAP_GPA_RANGE || !vm.capabilities().exitsOnHypercall(MAP_GPA_RANGE)) {
            return answer(NOT_IMPLEMENTED);
        }
        long address = exit.rbx();
        long pages = exit.rcx();
        if (address % Page.SIZE != 0 || isEmptyOrWraps(address >>> Page.SHIFT, pages)) {
            return answer(INVALID);
        }
        return new ToUser(new PlainUserExit(
                () -> run.hypercall(MAP_GPA_RANGE, address, pages, exit.rdx()),
                () -> EntryRegisters.ofRax(run.hypercallResult())));
    }

    /** Frame numbers are compared, unsigned: only a range beyond their 64 bits wraps. */
    private static boolean isEmptyOrWraps(long frame, long pages) {
        return Long.compareUnsigned(frame + pages, frame) <= 0;
    }

    private static ExitOutcome answer(long rax) {
        return new Resume(EntryRegisters.ofRax(rax));
    }
}
