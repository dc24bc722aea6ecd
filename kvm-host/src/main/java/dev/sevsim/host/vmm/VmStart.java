package dev.sevsim.host.vmm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.host.process.UserMemory;
import dev.sevsim.host.vmm.SystemCalls.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Steps 1 to 9 of a launch; all that was opened is closed when one of them fails. */
record VmStart(Vmm vmm, SystemCalls calls, VmmConfig config, OvmfTable table, Workers workers, VmResources resources) {
    StartedVm run(LaunchBundle bundle) {
        boolean started = false;
        try {
            StartedVm vm = start(bundle);
            started = true;
            return vm;
        } finally {
            if (!started) {
                resources.close();
            }
        }
    }

    private StartedVm start(LaunchBundle bundle) {
        LegacyVmType type = config.sev().legacyVmType();
        int kvm = resources.keep(vmm.openKvm());
        int vm = resources.keep(CallResult.checked(
                "KVM_CREATE_VM", calls.ioctl(kvm, Ioctl.KVM_CREATE_VM, SevGuest.vmType(type, bundle.policy()))));
        vmm.checkAddressBits();
        int sev = resources.keep(vmm.openSev());
        SevUserDataStatus status = new SevPlatformQueries(calls, sev).status();
        SevGuest guest = new SevGuest(
                new SevGuest.Vm(calls, kvm, vm, sev, type != LegacyVmType.OFF),
                status,
                bundle.policy(),
                config.sev().handle());
        guest.initialise();
        GuestMemory memory = memory(guest, bundle);
        resources.keep(memory);
        guest.start(bundle);
        config.directBoot().ifPresent(files -> new KernelFile(files.kernel()).requireLinux());
        memory.awaitFlash();
        addSlots(vm, memory);
        memory.blocks().forEach(guest::registerRegion);
        if (guest.encryptedState()) {
            int unused = CallResult.checked("KVM_CREATE_IRQCHIP", calls.ioctl(vm, Ioctl.KVM_CREATE_IRQCHIP, 0));
        }
        Board board = new Board(config, memory);
        List<VcpuRegisters> registers = addVcpus(vm, board, memory, cpuid(kvm));
        return new StartedVm(new GuestVm.Parts(config, table, guest, memory, board, resources), registers);
    }

    /** The guest's memory; where the host has too little, QEMU finds out after LAUNCH_START and ends. */
    private GuestMemory memory(SevGuest guest, LaunchBundle bundle) {
        UserMemory own = calls.process().memory();
        if (!own.canMap(config.ramBytes())) {
            guest.start(bundle);
            CallResult refused = new CallResult(-Errno.ENOMEM.code(), 0);
            throw new VmmException("cannot set up guest memory 'pc.ram': " + refused.errnoText(), refused);
        }
        return new GuestMemory(own, config, workers);
    }

    private List<VcpuRegisters> addVcpus(int vm, Board board, GuestMemory memory, Optional<CpuidTable> cpuid) {
        MemoryMappedSpace space = new MemoryMappedSpace(memory);
        List<VcpuRegisters> registers = new ArrayList<>();
        for (int index = 0; index < config.vcpus(); index++) {
            int fd = resources.keep(
                    CallResult.checked("KVM_CREATE_VCPU", calls.ioctl(vm, Ioctl.KVM_CREATE_VCPU, index)));
            cpuid.ifPresent(table -> table.set(fd));
            registers.add(new VcpuRegisters(calls, fd));
            resources.keep(new VcpuLoop(calls, fd, board, space));
        }
        return registers;
    }

    /**
     * The CPUID table with the properties of the guest's object. A guest of this host has the table that KVM supports without
     * it, so that it is only set where a property asks for another one; QEMU sets it for every vCPU.
     */
    private Optional<CpuidTable> cpuid(int kvm) {
        int reduced = config.sev().reducedPhysBits().orElse(SevCapabilities.REDUCED_PHYSICAL_BITS);
        return reduced == SevCapabilities.REDUCED_PHYSICAL_BITS
                ? Optional.empty()
                : Optional.of(CpuidTable.supported(calls, kvm).withReducedPhysicalBits(reduced));
    }

    private void addSlots(int vm, GuestMemory of) {
        int slot = 0;
        for (GuestMemory.Block block : of.blocks()) {
            KvmUserspaceMemoryRegion region = new KvmUserspaceMemoryRegion(
                    slot++, 0, block.base(), block.size(), block.user().value());
            try (Argument argument = calls.argument(region.encode())) {
                int unused = CallResult.checked(
                        "KVM_SET_USER_MEMORY_REGION",
                        calls.ioctl(vm, Ioctl.KVM_SET_USER_MEMORY_REGION, argument.address()));
            }
        }
    }
}
