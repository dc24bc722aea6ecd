package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmCpuid;
import dev.sevsim.abi.uapi.KvmCpuidEntry;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.abi.uapi.KvmVmType;
import dev.sevsim.bus.frame.DevicePath;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.OpenFile;
import dev.sevsim.host.kvm.sev.RegisterSet;
import dev.sevsim.host.kvm.sev.SevDispatcher;
import dev.sevsim.host.profile.KernelProfile;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * /dev/kvm.
 *
 * <p>Source: docs/reference/kvm-host.md sections 2.1 and 2.5.
 */
public final class KvmDevice implements OpenFile {
    private static final int API_VERSION = 12;

    private final KvmHost host;
    private final VmIoctlTable vmIoctls;
    private final DeviceAttributes attributes;
    private final GenericIoctls generic;
    private final List<Vm> vms = new CopyOnWriteArrayList<>();

    /** The device of a host. */
    public KvmDevice(KvmHost host) {
        this.host = host;
        this.vmIoctls = new VmIoctlTable(host.sev().kernel(), new SevDispatcher(host.sev()));
        this.generic = new GenericIoctls(GenericIoctl.OF_DEVICE, host.trace());
        this.attributes = new DeviceAttributes(host.sev());
    }

    /** The nested page table of the VM that was created as number {@code ordinal}, 0 being the first; empty before. */
    public Optional<NestedPages> nestedPages(int ordinal) {
        return ordinal < 0 || ordinal >= vms.size()
                ? Optional.empty()
                : Optional.of(vms.get(ordinal).nestedPages());
    }

    /** The nested page table of this number; empty where no VM has it. */
    public Optional<NestedPages> nestedPagesAt(long nestedCr3) {
        return vmAt(nestedCr3).map(Vm::nestedPages);
    }

    /** Registers, as the host has them, of a vCPU of the VM with this nested page table; empty without such a vCPU. */
    public Optional<RegisterSet> registersAt(long nestedCr3, int vcpu) {
        return vmAt(nestedCr3).flatMap(vm -> vm.vcpus().registers(vcpu));
    }

    private Optional<Vm> vmAt(long nestedCr3) {
        return vms.stream().filter(vm -> vm.nestedCr3() == nestedCr3).findFirst();
    }

    /** The nested page table of the VM behind a descriptor of {@code process}; empty for a descriptor of no VM. */
    public static Optional<NestedPages> nestedPages(HostProcess process, int descriptor) {
        return process.files().find(descriptor).filter(Vm.class::isInstance).map(vm -> ((Vm) vm).nestedPages());
    }

    @Override
    public long ioctl(HostProcess caller, int request, long argument) {
        return switch (request) {
            case Ioctl.KVM_GET_API_VERSION -> API_VERSION;
            case Ioctl.KVM_CHECK_EXTENSION -> Capabilities.check(argument, host.sev());
            case Ioctl.KVM_GET_VCPU_MMAP_SIZE -> KvmRun.MAPPED_BYTES;
            case Ioctl.KVM_GET_SUPPORTED_CPUID -> supportedCpuid(caller, argument);
            case Ioctl.KVM_CREATE_VM -> createVm(caller, argument);
            case Ioctl.KVM_GET_DEVICE_ATTR, Ioctl.KVM_HAS_DEVICE_ATTR -> attribute(caller, request, argument);
            default ->
                generic.run(caller, request, argument)
                        .orElseThrow(
                                () -> new ErrnoException(Errno.EINVAL, "KVM ioctl 0x" + Integer.toHexString(request)));
        };
    }

    @Override
    public String linkName() {
        return DevicePath.DEV_KVM.path();
    }

    @Override
    public void release() {
        // VMs outlive this descriptor
    }

    /** Only the newest kernel has attributes of the device. */
    private long attribute(HostProcess caller, int request, long argument) {
        if (host.sev().kernel() != KernelProfile.NEWEST) {
            throw new ErrnoException(Errno.EINVAL, "KVM ioctl 0x" + Integer.toHexString(request));
        }
        return request == Ioctl.KVM_GET_DEVICE_ATTR
                ? attributes.get(caller, argument)
                : attributes.has(caller, argument);
    }

    /** E2BIG where the caller has no room for all entries. */
    private long supportedCpuid(HostProcess caller, long argument) {
        List<KvmCpuidEntry> entries = SupportedCpuid.entries(host.model(), host.sev());
        int room = KvmCpuid.CODEC.decode(caller.copyIn(argument, KvmCpuid.SIZE)).count();
        if (Integer.compareUnsigned(room, entries.size()) < 0) {
            throw new ErrnoException(Errno.E2BIG, "room for " + room + " of " + entries.size() + " CPUID entries");
        }
        caller.copyOut(argument, KvmCpuid.encode(entries));
        return 0;
    }

    private long createVm(HostProcess caller, long type) {
        KvmVmType known = KvmVmType.fromCode(type)
                .filter(t -> Capabilities.supports(t, host.sev()))
                .orElseThrow(() -> new ErrnoException(Errno.EINVAL, "VM type " + type));
        Vm vm = new Vm(host, caller, vmIoctls, known);
        long fd;
        try {
            fd = caller.files().install(vm);
        } catch (ErrnoException e) {
            vm.release();
            throw e;
        }
        vms.add(vm);
        return fd;
    }
}
