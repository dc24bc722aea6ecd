package dev.sevsim.machine;

import dev.sevsim.bus.cpu.GuestCode;
import dev.sevsim.bus.cpu.GuestParty;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.host.qmp.LocalClient;
import dev.sevsim.host.vmm.GuestVm;
import dev.sevsim.host.vmm.VirtualMachine;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.psp.view.GuestView;
import dev.sevsim.psp.view.PlatformView;
import java.util.Optional;

/**
 * A VM of the host with its vCPUs; closing it ends the VM and then unwinds the guest code on them.
 *
 * @param vmm its VMM
 * @param vm the VM, at the stage in which its vCPUs were added
 * @param pages its nested page table
 * @param tasks what its guest does when it is idle
 * @param boot what ran in it
 * @param cpus where its vCPUs are
 * @param code where its programs lie
 */
record HostVm(
        Vmm vmm, GuestVm vm, NestedMapping pages, GuestTasks tasks, BootRecord boot, GuestParty cpus, GuestCode code)
        implements AutoCloseable {
    /** Its ASID in the firmware's guest context, by the handle that the VMM shows; 0 before ACTIVATE, empty without a context. */
    Optional<Integer> asidOn(PlatformView platform) {
        int handle = vm.sevInfo().handle();
        return platform.guests().stream()
                .filter(guest -> guest.handle() == handle)
                .map(GuestView::asid)
                .findFirst();
    }

    /** A client of the monitor that the VMM has for it. */
    LocalClient monitor() {
        return new LocalClient(VirtualMachine.at(vmm, vm));
    }

    @Override
    public void close() {
        try {
            vm.close();
        } finally {
            cpus.remove(pages.nestedCr3());
            code.close();
        }
    }
}
