package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kvm.sev.SaveArea;

/**
 * KVM_CREATE_VCPU: makes a vCPU and returns its descriptor, which keeps the VM; EINVAL for a number out of range,
 * EEXIST for one in use.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.1 and 2.5.
 */
final class CreateVcpuIoctl extends VmIoctl {
    static final int MAX_VCPUS = 1024;

    CreateVcpuIoctl() {
        super(Ioctl.KVM_CREATE_VCPU, "KVM_CREATE_VCPU");
    }

    @Override
    long run(Vm vm, HostProcess caller, long argument) {
        return traced(vm, caller, argument, () -> create(vm, caller, argument));
    }

    private static long create(Vm vm, HostProcess caller, long index) {
        if (index < 0 || index >= MAX_VCPUS) {
            throw new ErrnoException(Errno.EINVAL, "vCPU number " + index);
        }
        SaveArea registers = new SaveArea(vm.host().model().signature(), index == 0);
        vm.sev().attach(registers);
        try {
            return install(vm, caller, (int) index, registers);
        } catch (ErrnoException e) {
            vm.sev().detach(registers);
            throw e;
        }
    }

    private static long install(Vm vm, HostProcess caller, int index, SaveArea registers) {
        ProcessorStart start = vm.vcpus().add(index, registers);
        vm.references().hold();
        Vcpu vcpu = new Vcpu(vm, index, registers, start);
        try {
            return caller.files().install(vcpu);
        } catch (ErrnoException e) {
            vm.vcpus().remove(index);
            vcpu.release();
            throw e;
        }
    }
}
