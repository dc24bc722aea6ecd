package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.host.kvm.sev.SevDispatcher;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.OpenFile;
import java.util.ArrayList;
import java.util.List;

/** /dev/kvm. */
public final class KvmDevice implements OpenFile {
    private static final int API_VERSION = 12;

    private final KvmHost host;
    private final SevDispatcher sevIoctls;
    private final List<NestedPages> nestedPages = new ArrayList<>();

    /** The device of a host. */
    public KvmDevice(KvmHost host) {
        this.host = host;
        this.sevIoctls = new SevDispatcher(host.sev());
    }

    /** The nested page table of the VM that was created as number {@code ordinal}, 0 being the first. */
    public NestedPages nestedPages(int ordinal) {
        return nestedPages.get(ordinal);
    }

    @Override
    public long ioctl(HostProcess caller, int request, long argument) {
        return switch (request) {
            case Ioctl.KVM_GET_API_VERSION -> API_VERSION;
            case Ioctl.KVM_CHECK_EXTENSION -> Capabilities.check(argument);
            case Ioctl.KVM_GET_VCPU_MMAP_SIZE -> KvmRunPage.MAPPED_BYTES;
            case Ioctl.KVM_CREATE_VM -> createVm(caller, argument);
            default -> throw new ErrnoException(Errno.EINVAL, "KVM ioctl 0x" + Integer.toHexString(request));
        };
    }

    @Override
    public void release() {
        // VMs outlive the device's descriptor
    }

    private long createVm(HostProcess caller, long type) {
        if (type != 0) {
            throw new ErrnoException(Errno.EINVAL, "VM type " + type);
        }
        Vm vm = new Vm(host, caller, sevIoctls);
        long fd;
        try {
            fd = caller.files().install(vm);
        } catch (ErrnoException e) {
            vm.release();
            throw e;
        }
        nestedPages.add(vm.nestedPages());
        return fd;
    }
}
