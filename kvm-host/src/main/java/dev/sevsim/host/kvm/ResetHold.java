package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.KvmRun;
import java.util.Optional;
import java.util.function.Function;

/**
 * An application processor that waits to be started again.
 *
 * <p>Without an interrupt controller nobody can start it, and it goes on as soon as user space runs it.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 *
 * @param answer what the guest finds, told whether it was woken
 */
record ResetHold(Vm vm, ProcessorStart start, KvmRunPage run, Function<Boolean, EntryRegisters> answer)
        implements UserExit {
    @Override
    public void present() {
        run.exit(KvmRun.EXIT_AP_RESET_HOLD);
    }

    @Override
    public Optional<EntryRegisters> complete() {
        boolean woken = start.takeWakeUp();
        return woken || vm.vcpus().interrupts().isEmpty() ? Optional.of(answer.apply(woken)) : Optional.empty();
    }
}
