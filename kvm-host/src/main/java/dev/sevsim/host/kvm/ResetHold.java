package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.KvmRun;
import java.util.Optional;
import java.util.function.Function;

/**
 * An application processor in a reset hold.
 *
 * <p>Without an interrupt controller no vCPU can start it; it continues as soon as user space runs it.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 *
 * @param answer registers of the guest, given whether it was woken
 */
record ResetHold(Vm vm, ProcessorStart start, KvmRunPage run, Function<Boolean, EntryRegisters> answer)
        implements UserExit {
    @Override
    public void present() {
        run.exit(KvmRun.EXIT_AP_RESET_HOLD);
    }

    /** Whether {@link #complete} would let the guest go on. */
    boolean canComplete() {
        return start.isWoken() || vm.vcpus().interrupts().isEmpty();
    }

    @Override
    public Optional<EntryRegisters> complete() {
        boolean woken = start.takeWakeUp();
        return woken || vm.vcpus().interrupts().isEmpty() ? Optional.of(answer.apply(woken)) : Optional.empty();
    }
}
