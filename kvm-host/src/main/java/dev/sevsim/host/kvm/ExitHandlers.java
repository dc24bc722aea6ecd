package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.memory.CacheControl;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kvm.ExitOutcome.Interrupted;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import dev.sevsim.host.kvm.ExitOutcome.ToUser;
import dev.sevsim.host.profile.KernelProfile;
import java.util.EnumMap;
import java.util.Map;

/** The handler of each exit reason. */
final class ExitHandlers {
    private static final long WRITE_FAULT = 2;

    private final Vm vm;
    private final KvmRunPage run;
    private final ParavirtualClock clock;
    private final CacheControl caches;
    private final Map<ExitReason, ExitHandler> handlers = new EnumMap<>(ExitReason.class);

    ExitHandlers(Vm vm, KvmRunPage run, ParavirtualClock clock, CacheControl caches, ProcessorStart start) {
        this.vm = vm;
        this.run = run;
        this.clock = clock;
        this.caches = caches;
        handlers.put(ExitReason.CPUID, this::cpuid);
        handlers.put(ExitReason.MSR, this::msr);
        handlers.put(ExitReason.WBINVD, this::writeBack);
        handlers.put(ExitReason.NPF, this::nestedPageFault);
        handlers.put(ExitReason.IOIO, exit -> new ToUser(new PortExit(run, exit)));
        handlers.put(ExitReason.HLT, exit -> leave(KvmRun.EXIT_HLT));
        handlers.put(ExitReason.SHUTDOWN, this::shutdown);
        handlers.put(ExitReason.ENDED, exit -> leave(KvmRun.EXIT_SHUTDOWN));
        handlers.put(ExitReason.DEAD_LOOP, exit -> new Interrupted());
        handlers.put(ExitReason.INVALID, this::invalid);
        handlers.put(ExitReason.VMMCALL, new HypercallHandler(vm, run));
        handlers.put(
                ExitReason.VMGEXIT,
                new GhcbHandler(vm, new GhcbMsrProtocol(vm, run, start), new GhcbRequests(vm, run, this, start)));
    }

    ExitOutcome handle(VcpuExit exit) {
        ExitHandler handler = handlers.get(exit.reason());
        return handler != null ? handler.handle(exit) : leave(KvmRun.EXIT_INTERNAL_ERROR);
    }

    private ExitOutcome leave(int reason) {
        return new ToUser(PlainUserExit.of(() -> run.exit(reason)));
    }

    private ExitOutcome cpuid(VcpuExit exit) {
        return new Resume(EntryRegisters.of(vm.cpuid((int) exit.info1())));
    }

    private ExitOutcome msr(VcpuExit exit) {
        int msr = (int) exit.rcx();
        boolean known = msr == Msr.KVM_WALL_CLOCK || msr == Msr.KVM_SYSTEM_TIME;
        if (exit.info1() == 0) {
            return new Resume(EntryRegisters.ofMsr(known ? clock.read(msr) : 0));
        }
        if (msr == InterruptController.COMMAND_MSR && vm.vcpus().interrupts().isPresent()) {
            return interprocessor(exit);
        }
        if (known) {
            clock.write(msr, exit.rdx() << 32 | (exit.rax() & 0xFFFF_FFFFL));
        }
        return new Resume(EntryRegisters.NONE);
    }

    /** Exits to user space, which has one thread for all vCPUs (our choice) and runs those that may run now. */
    private ExitOutcome interprocessor(VcpuExit exit) {
        long value = exit.rdx() << 32 | (exit.rax() & 0xFFFF_FFFFL);
        vm.vcpus().interrupts().ifPresent(controller -> controller.command(exit.vcpu(), value));
        return leave(KvmRun.EXIT_INTR);
    }

    private ExitOutcome writeBack(VcpuExit exit) {
        caches.writeBackInvalidate(exit.vcpu() % caches.cores());
        return new Resume(EntryRegisters.NONE);
    }

    private ExitOutcome nestedPageFault(VcpuExit exit) {
        if (vm.nestedPages().fault(exit.info2())) {
            return new Resume(EntryRegisters.NONE);
        }
        boolean write = (exit.info1() & WRITE_FAULT) != 0;
        return new ToUser(PlainUserExit.of(() -> run.unmapped(exit.info2(), write)));
    }

    /** A vCPU with encrypted state cannot be reset; Linux 6.1 fails with EINVAL. */
    private ExitOutcome shutdown(VcpuExit exit) {
        if (vm.hasEncryptedState() && vm.host().sev().kernel() != KernelProfile.NEWEST) {
            throw new ErrnoException(Errno.EINVAL, "an SEV-ES guest shut down");
        }
        return leave(KvmRun.EXIT_SHUTDOWN);
    }

    private ExitOutcome invalid(VcpuExit exit) {
        return new ToUser(PlainUserExit.of(() -> run.failEntry(exit.reason().code())));
    }
}
