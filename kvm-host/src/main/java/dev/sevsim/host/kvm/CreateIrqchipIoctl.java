package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.host.kernel.HostProcess;

/**
 * KVM_CREATE_IRQCHIP: gives the VM an interrupt controller; EEXIST when it has one, EINVAL when a vCPU exists.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
final class CreateIrqchipIoctl extends VmIoctl {
    CreateIrqchipIoctl() {
        super(Ioctl.KVM_CREATE_IRQCHIP, "KVM_CREATE_IRQCHIP");
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        return traced(vm, caller, argument, () -> {
            vm.vcpus().createInterruptController();
            return 0;
        });
    }
}
