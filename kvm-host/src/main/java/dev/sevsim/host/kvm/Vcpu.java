package dev.sevsim.host.kvm;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.Ioctl;
import dev.sevsim.abi.uapi.KvmCpuid;
import dev.sevsim.abi.uapi.KvmCpuidEntry;
import dev.sevsim.abi.uapi.KvmRun;
import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.VcpuEntry;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.frame.VcpuReset;
import dev.sevsim.bus.frame.VmcbControl;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kernel.HostProcess;
import dev.sevsim.host.kernel.KernelMemory;
import dev.sevsim.host.kernel.MappableFile;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import dev.sevsim.host.kvm.ExitOutcome.ToUser;
import dev.sevsim.host.kvm.sev.SaveArea;
import dev.sevsim.host.profile.KernelProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A vCPU's descriptor: KVM_RUN, the ioctls of {@link RegisterIoctls}, and the pages shared with user space.
 *
 * <p>Source: docs/reference/kvm-host.md sections 3.4 and 4.3.
 */
final class Vcpu implements MappableFile {
    /** Exits that the kernel handles in one KVM_RUN, before a signal ends it (our choice). */
    private static final int MOST_RESUMES = 1 << 20;

    /** Time in the guest after which user space sends a signal. */
    private static final Duration SIGNAL_AFTER = Duration.ofMinutes(10);

    /** KVM_MAX_CPUID_ENTRIES. */
    private static final int MOST_CPUID_ENTRIES = 256;

    /** EBX bits 5:0 of the leaf for memory encryption. */
    private static final int C_BIT_POSITION = 0x3F;

    private final Vm vm;
    private final int index;
    private final KvmRunPage run;
    private final ParavirtualClock clock;
    private final ExitHandlers handlers;
    private final ProcessorStart start;
    private final RegisterIoctls registerIoctls;
    private final GenericIoctls generic;
    private @Nullable UserExit pending;
    private boolean entered;

    Vcpu(Vm vm, int index, SaveArea registers, ProcessorStart start) {
        this.vm = vm;
        this.index = index;
        this.start = start;
        this.registerIoctls = new RegisterIoctls(registers, vm.host().sev().kernel() == KernelProfile.NEWEST);
        this.generic = new GenericIoctls(GenericIoctl.OF_VCPU, vm.host().trace());
        this.run = new KvmRunPage(vm.host().kernel());
        this.clock =
                new ParavirtualClock(vm.host().clock(), vm.slots(), vm.owner().memory());
        this.handlers = new ExitHandlers(vm, run, clock, vm.host().caches(), start);
    }

    @Override
    public KernelMemory.Buffer pages() {
        return run.pages();
    }

    @Override
    public long mappableBytes() {
        return KvmRun.MAPPED_BYTES;
    }

    @Override
    public boolean isIdle() {
        return !start.hasStarted() || (pending instanceof ResetHold hold && !hold.canComplete());
    }

    @Override
    public long ioctl(HostProcess caller, int request, long argument) {
        vm.requireOwner(caller);
        if (request == Ioctl.KVM_RUN) {
            if (argument != 0) {
                throw new ErrnoException(Errno.EINVAL, "KVM_RUN takes no argument");
            }
            return run();
        }
        if (request == Ioctl.KVM_SET_CPUID2) {
            setCpuid(caller, argument);
            return 0;
        }
        OptionalLong accepted = generic.run(caller, request, argument);
        if (accepted.isPresent()) {
            return accepted.getAsLong();
        }
        long result = registerIoctls.run(caller, request, argument);
        if (request == Ioctl.KVM_SET_REGS || request == Ioctl.KVM_SET_SREGS) {
            resetIfAsked();
        }
        return result;
    }

    /** A vCPU that has run and is put back to the reset vector begins there at its next entry. */
    private void resetIfAsked() {
        if (entered
                && !vm.hasEncryptedState()
                && registerIoctls.area().registers().isAtResetVector()) {
            entered = false;
            pending = null;
            vm.host().guest().send(new VcpuReset(index, vm.nestedCr3()));
        }
    }

    @Override
    public String linkName() {
        return "anon_inode:kvm-vcpu:" + index;
    }

    @Override
    public void release() {
        run.pages().close();
        vm.host().sev().asids().lastVmcbs().forgetVmcb(this);
        vm.references().put();
    }

    /** E2BIG for more than 256 entries; EINVAL after the first KVM_RUN. */
    private void setCpuid(HostProcess caller, long argument) {
        int count =
                KvmCpuid.CODEC.decode(caller.copyIn(argument, KvmCpuid.SIZE)).count();
        if (Integer.compareUnsigned(count, MOST_CPUID_ENTRIES) > 0) {
            throw new ErrnoException(Errno.E2BIG, Integer.toUnsignedString(count) + " CPUID entries");
        }
        if (entered) {
            throw new ErrnoException(Errno.EINVAL, "CPUID is set before the first KVM_RUN");
        }
        List<KvmCpuidEntry> given = KvmCpuid.entries(caller.copyIn(argument, KvmCpuid.size(count)));
        vm.setCpuid(new GuestCpuid(given.stream().map(this::onThisProcessor).toList()));
    }

    /**
     * A VMM takes the position of the C-bit from the CPUID instruction, which in a program outside of the simulator is that of
     * another processor: the guest is shown the one of this host.
     */
    private KvmCpuidEntry onThisProcessor(KvmCpuidEntry leaf) {
        return leaf.function() != CpuidLeaf.ENCRYPTION
                ? leaf
                : leaf.withEbx((leaf.ebx() & ~C_BIT_POSITION)
                        | vm.host().model().addressBits().cBit());
    }

    private long run() {
        if (vm.hasEncryptedState()
                && vm.host().sev().kernel() == KernelProfile.NEWEST
                && !registerIoctls.area().isProtected()) {
            throw new ErrnoException(Errno.EINVAL, "the vCPU has no encrypted save area");
        }
        if (!start.hasStarted()) {
            throw new ErrnoException(Errno.EAGAIN, "the vCPU waits for a start-up interrupt");
        }
        EntryRegisters answer = entered ? EntryRegisters.NONE : reset();
        entered = true;
        if (pending != null) {
            Optional<EntryRegisters> completed = pending.complete();
            if (completed.isEmpty()) {
                pending.present();
                return 0;
            }
            answer = completed.get();
            pending = null;
        }
        for (int resumed = 0; resumed < MOST_RESUMES; resumed++) {
            ExitOutcome outcome = handlers.handle(enter(answer));
            if (outcome instanceof Resume resume) {
                answer = resume.registers();
            } else if (outcome instanceof ToUser toUser) {
                pending = toUser.exit();
                pending.present();
                return 0;
            } else {
                throw interrupted();
            }
        }
        throw interrupted();
    }

    /** After reset the GHCB MSR of a guest with encrypted state has the protocol versions and the C-bit. */
    private EntryRegisters reset() {
        return vm.hasEncryptedState() ? EntryRegisters.ofRax(GhcbMsrProtocol.info(vm)) : EntryRegisters.NONE;
    }

    private VcpuExit enter(EntryRegisters answer) {
        clock.refresh();
        prepareCore();
        VcpuEntry entry = new VcpuEntry(
                index,
                new VmcbControl(
                        vm.sev().asid(),
                        sevFlags(),
                        vm.nestedCr3(),
                        vm.hasEncryptedState() ? registerIoctls.area().address() : 0),
                new GuestRegisters(answer.rax(), answer.rbx(), answer.rcx(), answer.rdx()),
                answer.data());
        Optional<Frame> left = vm.host().guest().call(entry, SIGNAL_AFTER);
        if (left.isPresent() && left.get() instanceof VcpuExit exit) {
            return exit;
        }
        throw interrupted();
    }

    /** A vCPU stays on one core; translations are flushed when another VMCB has run there under the ASID. */
    private void prepareCore() {
        if (!vm.isEncrypted()) {
            return;
        }
        int core = index % vm.host().caches().cores();
        vm.sev().runsOn(core);
        if (vm.host().sev().asids().lastVmcbs().enter(core, vm.sev().asid(), this)
                && vm.host().trace().enabled()) {
            vm.host()
                    .trace()
                    .record(TraceEvent.builder("host", "host", "kvm.flush-asid")
                            .with("asid", vm.sev().asid())
                            .with("vcpu", index)
                            .with("core", core)
                            .withOutcome("0")
                            .build());
        }
    }

    private int sevFlags() {
        if (!vm.isEncrypted()) {
            return VmcbControl.NESTED_PAGING;
        }
        int sev = VmcbControl.NESTED_PAGING | VmcbControl.SEV;
        return vm.hasEncryptedState() ? sev | VmcbControl.SEV_ES : sev;
    }

    private ErrnoException interrupted() {
        run.exit(KvmRun.EXIT_INTR);
        return new ErrnoException(Errno.EINTR, "the guest never left and a signal ended KVM_RUN");
    }
}
