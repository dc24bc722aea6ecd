package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import dev.sevsim.host.kvm.ExitOutcome.ToUser;
import dev.sevsim.host.process.ErrnoException;
import dev.sevsim.host.process.HostProcess;
import dev.sevsim.host.process.KernelMemory;
import dev.sevsim.host.process.MappableFile;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A vCPU's file: KVM_RUN and the pages shared with user space.
 *
 * <p>Source: kvm-host.md sections 3.4 and 4.3.
 */
final class Vcpu implements MappableFile {
    /** How long user space lets a guest run before it sends a signal. */
    private static final Duration SIGNAL_AFTER = Duration.ofMinutes(10);

    private static final int NESTED_PAGING = 1;
    private static final int SEV = 2;

    private final Vm vm;
    private final int index;
    private final KvmRunPage run;
    private final ParavirtualClock clock;
    private final ExitHandlers handlers;
    private @Nullable UserExit pending;

    Vcpu(Vm vm, int index) {
        this.vm = vm;
        this.index = index;
        this.run = new KvmRunPage(vm.host().kernel());
        this.clock =
                new ParavirtualClock(vm.host().clock(), vm.slots(), vm.owner().memory());
        this.handlers = new ExitHandlers(vm, run, clock, vm.host().caches());
    }

    @Override
    public KernelMemory.Buffer pages() {
        return run.pages();
    }

    @Override
    public long mappableBytes() {
        return KvmRunPage.MAPPED_BYTES;
    }

    @Override
    public long ioctl(HostProcess caller, int request, long argument) {
        vm.requireOwner(caller);
        if (request != Ioctl.KVM_RUN) {
            throw new ErrnoException(Errno.EINVAL, "vCPU ioctl 0x" + Integer.toHexString(request));
        }
        if (argument != 0) {
            throw new ErrnoException(Errno.EINVAL, "KVM_RUN takes no argument");
        }
        return run();
    }

    @Override
    public void release() {
        run.pages().close();
        vm.put();
    }

    private long run() {
        EntryRegisters registers = EntryRegisters.NONE;
        if (pending != null) {
            Optional<EntryRegisters> completed = pending.complete();
            if (completed.isEmpty()) {
                pending.present();
                return 0;
            }
            registers = completed.get();
            pending = null;
        }
        while (true) {
            ExitOutcome outcome = handlers.handle(enter(registers));
            if (outcome instanceof Resume resume) {
                registers = resume.registers();
            } else if (outcome instanceof ToUser toUser) {
                pending = toUser.exit();
                pending.present();
                return 0;
            } else {
                throw interrupted();
            }
        }
    }

    private VcpuExit enter(EntryRegisters registers) {
        clock.refresh();
        VcpuEntry entry = new VcpuEntry(
                index,
                vm.asid(),
                vm.isEncrypted() ? NESTED_PAGING | SEV : NESTED_PAGING,
                vm.nestedCr3(),
                registers.rax(),
                registers.rbx(),
                registers.rcx(),
                registers.rdx(),
                registers.data());
        Optional<Frame> answer = vm.host().guest().call(entry, SIGNAL_AFTER);
        if (answer.isPresent() && answer.get() instanceof VcpuExit exit) {
            return exit;
        }
        throw interrupted();
    }

    private ErrnoException interrupted() {
        run.exit(KvmRunPage.EXIT_INTR);
        return new ErrnoException(Errno.EINTR, "the guest never left and a signal ended KVM_RUN");
    }
}
