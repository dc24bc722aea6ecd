package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.memory.Encryption;

/** The other side of a fake vCPU's GHCB: requests in the MSR and, for ports, CPUID and interrupts, in a page. */
final class FakeHypervisor {
    private static final int INTERRUPT_COMMAND = 0x830;

    private final FakeCpu cpu;

    FakeHypervisor(FakeCpu cpu) {
        this.cpu = cpu;
    }

    void vmgexit() {
        long msr = cpu.msrs.getOrDefault(GhcbMsr.NUMBER, 0L);
        switch (GhcbMsr.code(msr)) {
            case 0 -> page(msr);
            case GhcbMsr.TERMINATE_REQUEST -> throw new FakeCpu.Stopped("terminated 0x" + Long.toHexString(msr));
            case GhcbMsr.SEV_INFO_REQUEST -> cpu.msrs.put(GhcbMsr.NUMBER, cpu.sevInfo);
            case GhcbMsr.CPUID_REQUEST -> cpu.msrs.put(GhcbMsr.NUMBER, cpuid(msr));
            default -> throw new FakeCpu.Stopped("request 0x" + Long.toHexString(msr));
        }
    }

    private long cpuid(long request) {
        CpuidResult leaf = cpu.plain.cpuid(GhcbMsr.high(request), 0);
        int[] registers = {leaf.eax(), leaf.ebx(), leaf.ecx(), leaf.edx()};
        return cpu.answersNonsense ? 0x7FF : GhcbMsr.cpuidResponse(registers[GhcbMsr.cpuidRegister(request)]);
    }

    private void page(long address) {
        GuestPhysical at = new GuestPhysical(address);
        Ghcb request = Ghcb.decode(cpu.read(at, Encryption.PLAIN, Ghcb.SIZE));
        cpu.lastGhcb = address;
        Ghcb.Builder answer = new Ghcb.Builder(request.protocolVersion());
        long code = request.get(Ghcb.SW_EXIT_CODE);
        if (code == GhcbExit.IOIO.code()) {
            io(request, answer);
        } else if (code == GhcbExit.CPUID.code()) {
            cpuid(request, answer);
        } else if (code == GhcbExit.MSR.code() && request.get(Ghcb.RCX) == INTERRUPT_COMMAND) {
            interrupt(request.get(Ghcb.RDX) << 32 | request.get(Ghcb.RAX));
        } else {
            throw new FakeCpu.Stopped("exit 0x" + Long.toHexString(code));
        }
        cpu.write(at, Encryption.PLAIN, answer.build().content());
    }

    private void cpuid(Ghcb request, Ghcb.Builder answer) {
        CpuidResult leaf = cpu.plain.cpuid((int) request.get(Ghcb.RAX), 0);
        answer.show(Ghcb.RAX, leaf.eax())
                .show(Ghcb.RBX, leaf.ebx())
                .show(Ghcb.RCX, leaf.ecx())
                .show(Ghcb.RDX, leaf.edx());
    }

    /** The other vCPUs run before the sender continues; their exits are their own. */
    private void interrupt(long command) {
        cpu.interrupts.add(command);
        long senders = cpu.msrs.getOrDefault(GhcbMsr.NUMBER, 0L);
        int sender = cpu.index;
        cpu.interrupted.accept(command);
        cpu.index = sender;
        cpu.msrs.put(GhcbMsr.NUMBER, senders);
        cpu.lastGhcb = senders;
    }

    private void io(Ghcb request, Ghcb.Builder answer) {
        long info = request.get(Ghcb.SW_EXIT_INFO_1);
        int port = (int) (info >>> 16) & 0xFFFF;
        int width = (int) (info >>> 4) & 7;
        int count = (int) request.get(Ghcb.SW_EXIT_INFO_2);
        boolean in = (info & GhcbExit.IO_IN) != 0;
        if ((info & GhcbExit.IO_STRING) == 0) {
            if (in) {
                answer.show(Ghcb.RAX, Integer.toUnsignedLong(cpu.plain.in(port, width)));
            } else {
                cpu.plain.out(port, width, (int) request.get(Ghcb.RAX));
            }
            return;
        }
        GuestPhysical scratch = new GuestPhysical(request.get(Ghcb.SW_SCRATCH));
        if (in) {
            answer.shared(cpu.plain.inBytes(port, count));
        } else {
            Bytes values = cpu.read(scratch, Encryption.PLAIN, count);
            cpu.plain.outBytes(port, values);
        }
    }
}
