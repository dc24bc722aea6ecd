package dev.sevsim.host.kvm;

import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kvm.sev.SevDispatcher;

/**
 * KVM_MEMORY_ENCRYPT_OP: the sub-commands of SEV, one class each in {@code kvm.sev}.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.2 and 7.
 */
final class MemoryEncryptOpIoctl extends VmIoctl {
    private final SevDispatcher dispatcher;

    MemoryEncryptOpIoctl(int request, SevDispatcher dispatcher) {
        super(request, "KVM_MEMORY_ENCRYPT_OP");
        this.dispatcher = dispatcher;
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        return dispatcher.run(vm.sev(), caller, argument);
    }
}
