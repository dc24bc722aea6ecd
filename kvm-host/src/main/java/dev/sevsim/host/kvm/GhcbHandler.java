package dev.sevsim.host.kvm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.HostVirtual;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.VcpuExit;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.host.kvm.ExitOutcome.Resume;
import dev.sevsim.host.kvm.ExitOutcome.ToUser;
import dev.sevsim.host.process.ErrnoException;
import java.util.Optional;
import java.util.function.Function;

/**
 * VMGEXIT: a request in the page whose address the GHCB MSR holds is answered as the exit that it stands for.
 *
 * <p>Our choice: string port I/O and MMIO through the page are not offered and answered as an unknown event.
 *
 * <p>Source: kvm-host.md section 4.4.
 */
final class GhcbHandler implements ExitHandler {
    private static final long FAILED = 2;
    private static final long WRONG_USAGE = 2;
    private static final long MISSING_INPUT = 4;
    private static final long BAD_INPUT = 5;
    private static final long BAD_EVENT = 6;
    private static final long INVD = 0x76;
    private static final long NMI_COMPLETE = 0x8000_0003L;
    private static final long AP_HALT_LOOP = 0x8000_0004L;
    private static final long AP_JUMP_TABLE = 0x8000_0005L;
    private static final long UNSUPPORTED_EVENT = 0x8000_FFFFL;
    private static final int STRING = 1 << 2;
    private static final int NOT_PERMITTED = -1;
    private static final long EXTENDED_STATE_LEAF = 0xD;

    private final Vm vm;
    private final ExitHandlers handlers;
    private final GhcbMsrProtocol protocol;
    private long jumpTable;

    GhcbHandler(Vm vm, ExitHandlers handlers, GhcbMsrProtocol protocol) {
        this.vm = vm;
        this.handlers = handlers;
        this.protocol = protocol;
    }

    @Override
    public ExitOutcome handle(VcpuExit exit) {
        long msr = exit.rax();
        if (GhcbMsrProtocol.isRequest(msr)) {
            return protocol.handle(msr);
        }
        Optional<HostVirtual> address = vm.slots()
                .toUser(new GuestPhysical(msr))
                .filter(user -> msr != 0 && vm.owner().memory().isMapped(user, MemoryPort.PAGE_SIZE));
        if (address.isEmpty()) {
            return resume(msr);
        }
        return serve(exit, msr, GhcbPage.take(vm.owner().memory(), address.get()));
    }

    private ExitOutcome serve(VcpuExit exit, long msr, GhcbPage page) {
        if (page.usage() != 0) {
            return refuse(msr, page, WRONG_USAGE);
        }
        if (!page.isValid(GhcbPage.EXIT_CODE)
                || !page.isValid(GhcbPage.EXIT_INFO_1)
                || !page.isValid(GhcbPage.EXIT_INFO_2)) {
            return refuse(msr, page, MISSING_INPUT);
        }
        long code = page.get(GhcbPage.EXIT_CODE);
        if (code == UNSUPPORTED_EVENT) {
            throw new ErrnoException(Errno.EINVAL, "the guest reports an event that it cannot handle");
        }
        if (code == INVD || code == NMI_COMPLETE) {
            page.outcome(0, 0);
            return resume(msr);
        }
        if (code == AP_JUMP_TABLE) {
            return jumpTable(msr, page);
        }
        Optional<ExitReason> reason = reason(code, page);
        if (reason.isEmpty()) {
            return refuse(msr, page, BAD_EVENT);
        }
        if (!hasInputs(reason.get(), page)) {
            return refuse(msr, page, MISSING_INPUT);
        }
        page.outcome(0, 0);
        if (reason.get() == ExitReason.VMMCALL && page.cpl() != 0) {
            page.answer(GhcbPage.RAX, NOT_PERMITTED);
            return resume(msr);
        }
        return forward(msr, page, reason.get(), exit);
    }

    private static Optional<ExitReason> reason(long code, GhcbPage page) {
        if (code == AP_HALT_LOOP) {
            return Optional.of(ExitReason.HLT);
        }
        return Optional.of(code)
                .filter(c -> c == (int) c.longValue())
                .flatMap(c -> ExitReason.fromCode(c.intValue()))
                .filter(r -> switch (r) {
                    case CPUID, MSR, VMMCALL, WBINVD -> true;
                    case IOIO -> (page.get(GhcbPage.EXIT_INFO_1) & STRING) == 0;
                    default -> false;
                });
    }

    private static boolean hasInputs(ExitReason reason, GhcbPage page) {
        long info1 = page.get(GhcbPage.EXIT_INFO_1);
        return switch (reason) {
            case CPUID ->
                valid(page, GhcbPage.RAX, GhcbPage.RCX)
                        && (page.get(GhcbPage.RAX) != EXTENDED_STATE_LEAF || page.isValid(GhcbPage.XCR0));
            case MSR -> page.isValid(GhcbPage.RCX) && (info1 == 0 || valid(page, GhcbPage.RAX, GhcbPage.RDX));
            case VMMCALL -> valid(page, GhcbPage.RAX, GhcbPage.CPL);
            case IOIO -> (info1 & 1) != 0 || page.isValid(GhcbPage.RAX);
            default -> true;
        };
    }

    private static boolean valid(GhcbPage page, int... offsets) {
        for (int offset : offsets) {
            if (!page.isValid(offset)) {
                return false;
            }
        }
        return true;
    }

    private ExitOutcome forward(long msr, GhcbPage page, ExitReason reason, VcpuExit exit) {
        boolean cpuid = reason == ExitReason.CPUID;
        VcpuExit meant = new VcpuExit(
                exit.vcpu(),
                reason,
                cpuid ? page.get(GhcbPage.RAX) : page.get(GhcbPage.EXIT_INFO_1),
                cpuid ? page.get(GhcbPage.RCX) : reason == ExitReason.IOIO ? 1 : page.get(GhcbPage.EXIT_INFO_2),
                page.get(GhcbPage.RAX),
                page.get(GhcbPage.RBX),
                page.get(GhcbPage.RCX),
                page.get(GhcbPage.RDX),
                Bytes.EMPTY);
        boolean answered = reason != ExitReason.WBINVD && reason != ExitReason.HLT;
        ExitOutcome outcome = handlers.handle(meant);
        if (outcome instanceof Resume resume) {
            return answered ? answer(msr, page, resume.registers()) : resume(msr);
        }
        return outcome instanceof ToUser user
                ? new ToUser(new GhcbUserExit(user.exit(), registers -> answer(msr, page, registers)))
                : outcome;
    }

    private static Resume answer(long msr, GhcbPage page, EntryRegisters registers) {
        page.answer(GhcbPage.RAX, registers.rax());
        page.answer(GhcbPage.RBX, registers.rbx());
        page.answer(GhcbPage.RCX, registers.rcx());
        page.answer(GhcbPage.RDX, registers.rdx());
        return resume(msr);
    }

    private ExitOutcome jumpTable(long msr, GhcbPage page) {
        long request = page.get(GhcbPage.EXIT_INFO_1);
        if (request == 0) {
            jumpTable = page.get(GhcbPage.EXIT_INFO_2);
            page.outcome(0, 0);
        } else if (request == 1) {
            page.outcome(0, jumpTable);
        } else {
            return refuse(msr, page, BAD_INPUT);
        }
        return resume(msr);
    }

    private static ExitOutcome refuse(long msr, GhcbPage page, long why) {
        page.outcome(FAILED, why);
        return resume(msr);
    }

    private static Resume resume(long msr) {
        return new Resume(EntryRegisters.ofRax(msr));
    }

    /** An exit to user space whose answer goes into the page. */
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
