package dev.sevsim.testkit.guest;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.memory.Encryption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The other side of a fake vCPU's GHCB: requests in the MSR, and port I/O, CPUID and MSRs in a page, which the guest must
 * have shared.
 */
final class FakeHypervisor {
    private static final int INTERRUPT_COMMAND = 0x830;

    private final FakeCpu cpu;
    private final List<Long> requests = new ArrayList<>();
    private final List<Long> interrupts = new ArrayList<>();
    private LongConsumer interrupted = command -> {};
    private long sevInfo = GhcbMsr.sevInfo(2, 1, FakeCpu.C_BIT);
    private boolean unknownCode;
    private long lastGhcb;

    FakeHypervisor(FakeCpu cpu) {
        this.cpu = cpu;
    }

    List<Long> requests() {
        return Collections.unmodifiableList(requests);
    }

    List<Long> interrupts() {
        return Collections.unmodifiableList(interrupts);
    }

    void onInterrupt(LongConsumer effect) {
        interrupted = effect;
    }

    void setSevInfo(long response) {
        sevInfo = response;
    }

    void answerWithUnknownCode() {
        unknownCode = true;
    }

    long lastGhcb() {
        return lastGhcb;
    }

    void vmgexit() {
        long msr = cpu.msr(GhcbMsr.NUMBER);
        int code = GhcbMsr.code(msr);
        if (code != 0) {
            requests.add((long) code);
        }
        switch (code) {
            case 0 -> page(msr);
            case GhcbMsr.TERMINATE_REQUEST -> throw new FakeCpu.Stopped("terminated 0x" + Long.toHexString(msr));
            case GhcbMsr.SEV_INFO_REQUEST -> cpu.setMsr(GhcbMsr.NUMBER, sevInfo);
            case GhcbMsr.CPUID_REQUEST -> cpu.setMsr(GhcbMsr.NUMBER, cpuid(msr));
            default -> throw new FakeCpu.Stopped("request 0x" + Long.toHexString(msr));
        }
    }

    private long cpuid(long request) {
        CpuidResult leaf = cpu.executed().cpuid(GhcbMsr.high(request), 0);
        int[] registers = {leaf.eax(), leaf.ebx(), leaf.ecx(), leaf.edx()};
        return unknownCode ? 0x7FF : GhcbMsr.cpuidResponse(registers[GhcbMsr.cpuidRegister(request)]);
    }

    /** Reads the page as memory holds it: what a guest did not share decodes to no request. */
    private void page(long address) {
        GuestPhysical at = new GuestPhysical(address);
        Ghcb request = Ghcb.decode(cpu.read(at, Encryption.PLAIN, Ghcb.SIZE));
        lastGhcb = address;
        Ghcb.Builder answer = new Ghcb.Builder(request.protocolVersion());
        long code = request.get(Ghcb.SW_EXIT_CODE);
        requests.add(code);
        if (code == GhcbExit.IOIO.code()) {
            io(request, answer);
        } else if (code == GhcbExit.CPUID.code()) {
            cpuid(request, answer);
        } else if (code == GhcbExit.MSR.code()) {
            msr(request, answer);
        } else {
            throw new FakeCpu.Stopped("exit 0x" + Long.toHexString(code));
        }
        cpu.write(at, Encryption.PLAIN, answer.build().content());
    }

    private void cpuid(Ghcb request, Ghcb.Builder answer) {
        CpuidResult leaf = cpu.executed().cpuid((int) request.get(Ghcb.RAX), (int) request.get(Ghcb.RCX));
        answer.show(Ghcb.RAX, Integer.toUnsignedLong(leaf.eax()))
                .show(Ghcb.RBX, Integer.toUnsignedLong(leaf.ebx()))
                .show(Ghcb.RCX, Integer.toUnsignedLong(leaf.ecx()))
                .show(Ghcb.RDX, Integer.toUnsignedLong(leaf.edx()));
    }

    private void msr(Ghcb request, Ghcb.Builder answer) {
        int number = (int) request.get(Ghcb.RCX);
        long value = request.get(Ghcb.RDX) << 32 | request.get(Ghcb.RAX);
        if (request.get(Ghcb.SW_EXIT_INFO_1) == 0) {
            long read = cpu.executed().readMsr(number);
            answer.show(Ghcb.RAX, read & 0xFFFF_FFFFL).show(Ghcb.RDX, read >>> 32);
        } else if (number == INTERRUPT_COMMAND) {
            interrupt(value);
        } else {
            cpu.executed().writeMsr(number, value);
        }
    }

    /** The other vCPUs run before the sender continues; their exits are their own. */
    private void interrupt(long command) {
        interrupts.add(command);
        long senders = cpu.msr(GhcbMsr.NUMBER);
        int sender = cpu.index();
        interrupted.accept(command);
        cpu.setIndex(sender);
        cpu.setMsr(GhcbMsr.NUMBER, senders);
        lastGhcb = senders;
    }

    private void io(Ghcb request, Ghcb.Builder answer) {
        long info = request.get(Ghcb.SW_EXIT_INFO_1);
        int port = (int) (info >>> 16) & 0xFFFF;
        int width = (int) (info >>> 4) & 7;
        int count = (int) request.get(Ghcb.SW_EXIT_INFO_2);
        boolean in = (info & GhcbExit.IO_IN) != 0;
        boolean string = (info & GhcbExit.IO_STRING) != 0;
        if (string && in) {
            answer.shared(cpu.executed().inBytes(port, count));
        } else if (string) {
            GuestPhysical scratch = new GuestPhysical(request.get(Ghcb.SW_SCRATCH));
            Bytes values = cpu.read(scratch, Encryption.PLAIN, count);
            cpu.executed().outBytes(port, values);
        } else if (in) {
            answer.show(Ghcb.RAX, Integer.toUnsignedLong(cpu.executed().in(port, width)));
        } else {
            cpu.executed().out(port, width, (int) request.get(Ghcb.RAX));
        }
    }
}
