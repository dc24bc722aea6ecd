package dev.sevsim.machine;

import dev.sevsim.bus.cpu.CpuBoard;
import dev.sevsim.bus.cpu.GuestParty;
import dev.sevsim.bus.cpu.VirtualCpu;
import dev.sevsim.bus.memory.GuestMemoryAccess;
import dev.sevsim.bus.memory.NestedPaging;
import dev.sevsim.bus.time.SimClock;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.host.NestedMapping;
import dev.sevsim.host.vmm.GuestVm;
import dev.sevsim.host.vmm.Vmm;
import dev.sevsim.kernel.LinuxKernel;
import dev.sevsim.kernel.nio.GuestTasks;
import dev.sevsim.kernel.program.UserProgram;
import dev.sevsim.machine.act.ActRunner;
import dev.sevsim.ovmf.OvmfFirmware;
import dev.sevsim.ovmf.image.ImageCode;
import dev.sevsim.ovmf.image.OvmfRelease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the vCPUs of each VM, with guest code of their own.
 *
 * @param memory memory as guests read it
 * @param paging the nested page tables
 * @param programs what the shell of every guest can start beside its own commands
 * @param clock simulated time, in which guests sleep
 * @param party where the vCPUs are entered
 * @param encryptionBit position of the C-bit of the processor
 * @param acts has the points of their boots
 */
record GuestProcessors(
        GuestMemoryAccess memory,
        NestedPaging paging,
        List<UserProgram> programs,
        SimClock clock,
        GuestParty party,
        int encryptionBit,
        ActRunner acts) {
    GuestProcessors {
        programs = List.copyOf(programs);
    }

    /**
     * Adds the vCPUs of a VM, which must not have been entered.
     *
     * @param guest what the VM launches
     * @param random the launch's randomness, for RDRAND
     */
    HostVm add(Vmm vmm, GuestVm vm, NestedMapping pages, GuestSpec guest, SimRandom random) {
        GuestTasks tasks = new GuestTasks();
        BootRecord boot = new BootRecord(clock, phases());
        CpuBoard board = board(tasks, boot, guest.flash().release());
        board.code().add(ImageCode.of(guest.flash().firmware()), paging.table(pages.nestedCr3()));
        SimRandom rdrand = random.split("rdrand");
        List<VirtualCpu> cpus = new ArrayList<>();
        for (int index = 0; index < guest.vcpus(); index++) {
            cpus.add(new VirtualCpu(index, board, rdrand.split("vcpu-" + index)));
        }
        party.add(pages.nestedCr3(), cpus);
        return new HostVm(vmm, vm, pages, tasks, boot, party, board.code());
    }

    /** A board for a VM with modelled firmware and kernel, in which no code lies so far. */
    CpuBoard board(GuestTasks tasks, BootRecord boot, Optional<OvmfRelease> release) {
        return CpuBoard.of(
                        memory,
                        paging,
                        List.of(new OvmfFirmware(release, boot), new LinuxKernel(tasks, programs, boot)))
                .encryptingBy(encryptionBit);
    }

    /** Points belong to the machine's thread, where acts may call over the bus. */
    BootRecord.Phases phases() {
        return acts.hasBootPhases()
                ? (phase, side) -> party.onMachine(() -> acts.bootPhase(phase, side))
                : BootRecord.Phases.NONE;
    }
}
