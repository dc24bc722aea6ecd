package dev.sevsim.host.kvm;

import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.host.kernel.HostProcess;

/** KVM_CHECK_EXTENSION of a VM, which answers as /dev/kvm does. */
final class CheckExtensionIoctl extends VmIoctl {
    CheckExtensionIoctl() {
        super(Ioctl.KVM_CHECK_EXTENSION, "KVM_CHECK_EXTENSION");
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        return Capabilities.check(argument, vm.host().sev());
    }
}
