package dev.sevsim.machine;

import dev.sevsim.bus.cpu.GuestCode;
import dev.sevsim.bus.cpu.GuestParty;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.host.vmm.GuestVm;
import dev.sevsim.kernel.nio.GuestTasks;

/**
 * A VM of the host with its vCPUs; closing it ends the VM and then unwinds the guest code on them.
 *
 * @param vm the VM, at the stage in which its vCPUs were added
 * @param pages its nested page table
 * @param tasks what its guest does when it is idle
 * @param boot what ran in it
 * @param cpus where its vCPUs are
 * @param code where its programs lie
 */
record HostVm(GuestVm vm, NestedMapping pages, GuestTasks tasks, BootRecord boot, GuestParty cpus, GuestCode code)
        implements AutoCloseable {
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
