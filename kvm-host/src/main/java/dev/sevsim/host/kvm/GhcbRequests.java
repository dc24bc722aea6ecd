package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbError;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.PortAccess;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.host.kernel.ErrnoException;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import dev.sevsim.host.kvm.ExitOutcome.ToUser;
import dev.sevsim.host.profile.KernelProfile;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The GHCB requests of this host, each with the registers that it requires. A request that stands for an instruction is
 * handled as the exit of that instruction.
 *
 * <p>Our choice, where the reference names the registers alone: DR7 reads as the guest last wrote it and reaches no
 * real register; RDTSCP gives 0 for TSC_AUX; the guest has no performance counter, so that RDPMC raises #GP; MONITOR
 * and MWAIT do nothing; an I/O width other than 1, 2 or 4 is an invalid input; the guest of a host without SNP has no
 * features.
 *
 * <p>Source: docs/reference/kvm-host.md section 4.4.
 */
final class GhcbRequests {
    private static final int NOT_PERMITTED = -1;
    private static final long EXTENDED_STATE_LEAF = 0xD;
    private static final long DR7_RESET = 0x400;
    private static final long LOW_32 = 0xFFFF_FFFFL;
    private static final int NO_TSC_AUX = 0;
    private static final int NO_FEATURES = 0;

    /** SVM's event injection: vector 13, an exception, with an error code (0), valid. */
    private static final long GENERAL_PROTECTION = 1L << 31 | 1 << 11 | 3 << 8 | 13;

    private final Vm vm;
    private final KvmRunPage run;
    private final ExitHandlers handlers;
    private final ProcessorStart start;
    private final Map<GhcbExit, GhcbRequest> requests = new EnumMap<>(GhcbExit.class);
    private long dr7 = DR7_RESET;

    GhcbRequests(Vm vm, KvmRunPage run, ExitHandlers handlers, ProcessorStart start) {
        this.vm = vm;
        this.run = run;
        this.handlers = handlers;
        this.start = start;
        add(GhcbExit.READ_DR7, page -> true, (vcpu, page) -> page.answerRax(dr7));
        add(GhcbExit.WRITE_DR7, page -> page.areValid(Ghcb.RAX), (vcpu, page) -> writeDr7(page));
        add(GhcbExit.RDTSC, page -> true, (vcpu, page) -> timeStamp(page, page.get(Ghcb.RCX)));
        add(GhcbExit.RDTSCP, page -> true, (vcpu, page) -> timeStamp(page, NO_TSC_AUX));
        add(GhcbExit.RDPMC, page -> page.areValid(Ghcb.RCX), (vcpu, page) -> raise(page));
        add(GhcbExit.CPUID, GhcbRequests::showsLeaf, this::cpuid);
        add(GhcbExit.INVD, page -> true, (vcpu, page) -> page.resume());
        add(GhcbExit.WBINVD, page -> true, this::writeBack);
        add(GhcbExit.IOIO, GhcbRequests::showsPort, this::port);
        add(GhcbExit.MSR, GhcbRequests::showsMsr, this::msr);
        add(GhcbExit.VMMCALL, page -> page.areValid(Ghcb.RAX, Ghcb.CPL), this::hypercall);
        add(GhcbExit.MONITOR, page -> page.areValid(Ghcb.RAX, Ghcb.RCX, Ghcb.RDX), (vcpu, page) -> page.resume());
        add(GhcbExit.MWAIT, page -> page.areValid(Ghcb.RAX, Ghcb.RCX), (vcpu, page) -> page.resume());
        add(GhcbExit.MMIO_READ, page -> page.isValid(Ghcb.SW_SCRATCH), (vcpu, page) -> mmio(page, false));
        add(GhcbExit.MMIO_WRITE, page -> page.isValid(Ghcb.SW_SCRATCH), (vcpu, page) -> mmio(page, true));
        add(GhcbExit.NMI_COMPLETE, page -> true, (vcpu, page) -> page.resume());
        add(GhcbExit.AP_HALT_LOOP, page -> true, (vcpu, page) -> hold(page));
        add(GhcbExit.AP_JUMP_TABLE, page -> true, (vcpu, page) -> jumpTable(page));
        add(GhcbExit.UNSUPPORTED_EVENT, page -> true, (vcpu, page) -> unsupported());
        if (vm.host().sev().kernel() == KernelProfile.NEWEST) {
            add(GhcbExit.HYPERVISOR_FEATURES, page -> true, (vcpu, page) -> features(page));
            add(GhcbExit.TERMINATION, page -> true, (vcpu, page) -> terminate(page));
        }
    }

    Optional<GhcbRequest> find(GhcbExit exit) {
        return Optional.ofNullable(requests.get(exit));
    }

    private void add(GhcbExit exit, Predicate<Ghcb> inputs, Answer answer) {
        requests.put(exit, new Entry(inputs, answer));
    }

    private static boolean showsLeaf(Ghcb page) {
        return page.areValid(Ghcb.RAX, Ghcb.RCX)
                && (page.get(Ghcb.RAX) != EXTENDED_STATE_LEAF || page.isValid(Ghcb.XCR0));
    }

    private static boolean showsPort(Ghcb page) {
        long info = page.get(Ghcb.SW_EXIT_INFO_1);
        if ((info & GhcbExit.IO_STRING) != 0) {
            return page.isValid(Ghcb.SW_SCRATCH);
        }
        return PortAccess.of(info, 1).in() || page.isValid(Ghcb.RAX);
    }

    private static boolean showsMsr(Ghcb page) {
        boolean write = page.get(Ghcb.SW_EXIT_INFO_1) != 0;
        return page.isValid(Ghcb.RCX) && (!write || page.areValid(Ghcb.RAX, Ghcb.RDX));
    }

    private ExitOutcome writeDr7(GhcbPage page) {
        dr7 = page.get(Ghcb.RAX);
        return page.resume();
    }

    /** The counter of this machine runs at 1 GHz of simulated time. */
    private ExitOutcome timeStamp(GhcbPage page, long rcx) {
        long now = vm.host().clock().elapsedNanos();
        return page.answer(new EntryRegisters(now & LOW_32, page.get(Ghcb.RBX), rcx, now >>> 32, Bytes.EMPTY));
    }

    private static ExitOutcome raise(GhcbPage page) {
        page.outcome(GhcbError.EXCEPTION, GENERAL_PROTECTION);
        return page.resume();
    }

    private ExitOutcome cpuid(int vcpu, GhcbPage page) {
        VcpuExit exit = exit(vcpu, page, ExitReason.CPUID, page.get(Ghcb.RAX), page.get(Ghcb.RCX), Bytes.EMPTY);
        return onEntry(handlers.handle(exit), page::answer);
    }

    private ExitOutcome writeBack(int vcpu, GhcbPage page) {
        return onEntry(
                handlers.handle(exit(vcpu, page, ExitReason.WBINVD, 0, 0, Bytes.EMPTY)), registers -> page.resume());
    }

    private ExitOutcome msr(int vcpu, GhcbPage page) {
        long write = page.get(Ghcb.SW_EXIT_INFO_1);
        return onEntry(
                handlers.handle(exit(vcpu, page, ExitReason.MSR, write, 0, Bytes.EMPTY)),
                registers -> write == 0 ? page.answerRaxRdx(registers.rax(), registers.rdx()) : page.resume());
    }

    private ExitOutcome hypercall(int vcpu, GhcbPage page) {
        if (page.get(Ghcb.CPL) != 0) {
            return page.answerRax(NOT_PERMITTED);
        }
        return onEntry(
                handlers.handle(exit(vcpu, page, ExitReason.VMMCALL, 0, 0, Bytes.EMPTY)),
                registers -> page.answerRax(registers.rax()));
    }

    private ExitOutcome port(int vcpu, GhcbPage page) {
        long info = page.get(Ghcb.SW_EXIT_INFO_1);
        PortAccess access = PortAccess.of(info, 1);
        if (!access.hasWidth()) {
            return page.refuse(GhcbError.INVALID_INPUT);
        }
        boolean in = access.in();
        if ((info & GhcbExit.IO_STRING) != 0) {
            return string(vcpu, page, in, access.width());
        }
        return onEntry(
                handlers.handle(exit(vcpu, page, ExitReason.IOIO, info, 1, Bytes.EMPTY)),
                registers -> in ? page.answerRax(registers.rax()) : page.resume());
    }

    private ExitOutcome string(int vcpu, GhcbPage page, boolean in, int width) {
        long count = page.get(Ghcb.SW_EXIT_INFO_2);
        Optional<ScratchArea> area =
                count == (int) count && count >= 0 ? ScratchArea.of(vm, page, count * width) : Optional.empty();
        if (area.isEmpty()) {
            return page.refuse(GhcbError.INVALID_SCRATCH_AREA);
        }
        if (count == 0) {
            return page.resume();
        }
        ScratchArea scratch = area.get();
        Bytes sent = in ? Bytes.EMPTY : scratch.read();
        VcpuExit exit = exit(vcpu, page, ExitReason.IOIO, page.get(Ghcb.SW_EXIT_INFO_1), count, sent);
        return onEntry(handlers.handle(exit), registers -> {
            if (in) {
                scratch.write(registers.data());
            }
            return page.resume();
        });
    }

    private ExitOutcome mmio(GhcbPage page, boolean write) {
        long guestAddress = page.get(Ghcb.SW_EXIT_INFO_1);
        long length = page.get(Ghcb.SW_EXIT_INFO_2);
        Optional<ScratchArea> area = ScratchArea.of(vm, page, length);
        if (area.isEmpty()) {
            return page.refuse(GhcbError.INVALID_SCRATCH_AREA);
        }
        if (length == 0) {
            throw new ErrnoException(Errno.EINVAL, "memory-mapped I/O of no bytes");
        }
        ScratchArea scratch = area.get();
        MmioExit exit = write
                ? MmioExit.write(run, guestAddress, scratch.read())
                : MmioExit.read(run, guestAddress, (int) length);
        return onEntry(new ToUser(exit), registers -> {
            if (!write) {
                scratch.write(registers.data());
            }
            return page.resume();
        });
    }

    private ExitOutcome hold(GhcbPage page) {
        return new ToUser(new ResetHold(vm, start, run, woken -> {
            page.outcome(0, woken ? 1 : 0);
            return page.resume().registers();
        }));
    }

    private ExitOutcome jumpTable(GhcbPage page) {
        long request = page.get(Ghcb.SW_EXIT_INFO_1);
        if (request == 0) {
            vm.setApJumpTable(page.get(Ghcb.SW_EXIT_INFO_2));
        } else if (request == 1) {
            page.outcome(0, vm.apJumpTable());
        } else {
            return page.refuse(GhcbError.INVALID_INPUT);
        }
        return page.resume();
    }

    private static ExitOutcome features(GhcbPage page) {
        page.outcome(0, NO_FEATURES);
        return page.resume();
    }

    private ExitOutcome terminate(GhcbPage page) {
        return new ToUser(
                PlainUserExit.of(() -> run.terminated(page.guestAddress().value())));
    }

    private static ExitOutcome unsupported() {
        throw new ErrnoException(Errno.EINVAL, "the guest reports an event that it cannot handle");
    }

    /** The exit of the instruction that a request stands for. */
    private static VcpuExit exit(int vcpu, GhcbPage page, ExitReason reason, long info1, long info2, Bytes data) {
        return new VcpuExit(
                vcpu,
                new Intercept(reason, info1, info2),
                new GuestRegisters(page.get(Ghcb.RAX), page.get(Ghcb.RBX), page.get(Ghcb.RCX), page.get(Ghcb.RDX)),
                data);
    }

    /** The outcome of an exit with its answer written to the page instead of the registers. */
    private static ExitOutcome onEntry(ExitOutcome outcome, Function<EntryRegisters, Resume> answer) {
        if (outcome instanceof Resume resume) {
            return answer.apply(resume.registers());
        }
        return outcome instanceof ToUser user ? new ToUser(new GhcbUserExit(user.exit(), answer)) : outcome;
    }

    @FunctionalInterface
    private interface Answer {
        ExitOutcome to(int vcpu, GhcbPage page);
    }

    private record Entry(Predicate<Ghcb> inputs, Answer answer) implements GhcbRequest {
        @Override
        public boolean hasInputs(Ghcb page) {
            return inputs.test(page);
        }

        @Override
        public ExitOutcome serve(int vcpu, GhcbPage page) {
            return answer.to(vcpu, page);
        }
    }

    /** An exit to user space whose answer is written to the page. */
    private record GhcbUserExit(UserExit meant, Function<EntryRegisters, Resume> answer) implements UserExit {
        @Override
        public void present() {
            meant.present();
        }

        @Override
        public Optional<EntryRegisters> complete() {
            return meant.complete().map(registers -> answer.apply(registers).registers());
        }
    }
}
