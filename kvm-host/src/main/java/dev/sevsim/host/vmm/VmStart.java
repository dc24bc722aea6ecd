package dev.sevsim.host.vmm;

import dev.sevsim.abi.image.OvmfTable;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmUserspaceMemoryRegion;
import dev.sevsim.abi.uapi.SevUserDataStatus;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.host.vmm.SystemCalls.Argument;
import java.util.ArrayList;
import java.util.List;

/** Steps 1 to 9 of a launch; all that was opened is closed when one of them fails. */
final class VmStart {
    private final Vmm vmm;
    private final SystemCalls calls;
    private final VmmConfig config;
    private final OvmfTable table;
    private final Workers workers;
    private final VmResources resources;

    VmStart(Vmm vmm, SystemCalls calls, VmmConfig config, OvmfTable table, Workers workers) {
        this.vmm = vmm;
        this.calls = calls;
        this.config = config;
        this.table = table;
        this.workers = workers;
        this.resources = new VmResources(calls);
    }

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
                calls,
                new SevGuest.Vm(kvm, vm, sev, type != LegacyVmType.OFF),
                status,
                bundle.policy(),
                config.sev().handle());
        guest.initialise();
        GuestMemory memory = new GuestMemory(calls.process().memory(), config, workers);
        resources.keep(memory);
        guest.start(bundle);
        memory.awaitFlash();
        addSlots(vm, memory);
        memory.blocks().forEach(guest::registerRegion);
        if (guest.encryptedState()) {
            int unused = CallResult.checked("KVM_CREATE_IRQCHIP", calls.ioctl(vm, Ioctl.KVM_CREATE_IRQCHIP, 0));
        }
        Board board = new Board(config, memory);
        List<VcpuRegisters> registers = addVcpus(vm, board, memory);
        return new StartedVm(new GuestVm.Parts(config, table, guest, memory, board, resources), registers);
    }

    private List<VcpuRegisters> addVcpus(int vm, Board board, GuestMemory memory) {
        MemoryMappedSpace space = new MemoryMappedSpace(memory);
        List<VcpuRegisters> registers = new ArrayList<>();
        for (int index = 0; index < config.vcpus(); index++) {
            int fd = resources.keep(
                    CallResult.checked("KVM_CREATE_VCPU", calls.ioctl(vm, Ioctl.KVM_CREATE_VCPU, index)));
            registers.add(new VcpuRegisters(calls, fd));
            resources.keep(new VcpuLoop(calls, fd, board, space));
        }
        return registers;
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
