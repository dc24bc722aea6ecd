package dev.sevsim.kernel.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.ghcb.Ghcb;
import dev.sevsim.abi.ghcb.GhcbExit;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.CpuidResult;
import java.util.ArrayList;
import java.util.List;

/** Answers the requests of an SEV-ES guest with what the fake CPU would have answered itself. */
final class FakeHypervisor {
    private static final int VERSION = 2;

    private final FakeCpu cpu;

    /** Codes of the requests, MSR protocol and page alike, in order. */
    final List<Long> requests = new ArrayList<>();

    FakeHypervisor(FakeCpu cpu) {
        this.cpu = cpu;
    }

    /** What the GHCB MSR holds afterwards. */
    long exit(long msr) {
        int code = GhcbMsr.code(msr);
        if (code != 0) {
            requests.add((long) code);
        }
        return switch (code) {
            case 0 -> {
                servePage(msr);
                yield msr;
            }
            case GhcbMsr.SEV_INFO_REQUEST -> GhcbMsr.sevInfo(VERSION, 1, 51);
            case GhcbMsr.CPUID_REQUEST -> cpuid(msr);
            default -> throw new FakeCpu.Stopped("terminated with 0x" + Long.toHexString(msr));
        };
    }

    private long cpuid(long request) {
        CpuidResult leaf = cpu.cpuid(GhcbMsr.high(request), 0);
        return GhcbMsr.cpuidResponse(
                switch (GhcbMsr.cpuidRegister(request)) {
                    case 0 -> leaf.eax();
                    case 1 -> leaf.ebx();
                    case 2 -> leaf.ecx();
                    default -> leaf.edx();
                });
    }

    /** The page as DRAM holds it: a guest that did not share it shows nothing that could be understood. */
    private void servePage(long page) {
        Ghcb request = Ghcb.decode(cpu.dram().read(page, Ghcb.SIZE));
        long exit = request.get(Ghcb.SW_EXIT_CODE);
        requests.add(exit);
        Ghcb.Builder answer = new Ghcb.Builder(VERSION);
        if (exit == GhcbExit.IOIO.code()) {
            io(request, answer);
        } else if (exit == GhcbExit.MSR.code()) {
            msr(request, answer);
        } else if (exit == GhcbExit.CPUID.code()) {
            CpuidResult leaf = cpu.cpuid((int) request.get(Ghcb.RAX), (int) request.get(Ghcb.RCX));
            answer.show(Ghcb.RAX, leaf.eax() & 0xFFFFFFFFL)
                    .show(Ghcb.RBX, leaf.ebx() & 0xFFFFFFFFL)
                    .show(Ghcb.RCX, leaf.ecx() & 0xFFFFFFFFL)
                    .show(Ghcb.RDX, leaf.edx() & 0xFFFFFFFFL);
        } else {
            throw new FakeCpu.Stopped("unknown exit 0x" + Long.toHexString(exit));
        }
        cpu.dram().write(page, answer.build().content());
    }

    private void io(Ghcb request, Ghcb.Builder answer) {
        long info = request.get(Ghcb.SW_EXIT_INFO_1);
        int port = (int) (info >>> 16);
        int width = (int) (info >>> 4 & 7);
        int count = (int) request.get(Ghcb.SW_EXIT_INFO_2);
        boolean in = (info & GhcbExit.IO_IN) != 0;
        if ((info & GhcbExit.IO_STRING) == 0) {
            if (in) {
                answer.show(Ghcb.RAX, cpu.in(port, width) & 0xFFFFFFFFL);
            } else {
                cpu.out(port, width, (int) request.get(Ghcb.RAX));
            }
        } else if (in) {
            answer.shared(cpu.inBytes(port, count));
        } else {
            int from = Ghcb.SHARED_BUFFER.offset();
            Bytes shown = request.content().slice(from, from + count);
            cpu.outBytes(port, shown);
        }
    }

    private void msr(Ghcb request, Ghcb.Builder answer) {
        int number = (int) request.get(Ghcb.RCX);
        if (request.get(Ghcb.SW_EXIT_INFO_1) == 0) {
            long value = cpu.readMsr(number);
            answer.show(Ghcb.RAX, value & 0xFFFFFFFFL).show(Ghcb.RDX, value >>> 32);
        } else {
            cpu.writeMsr(number, request.get(Ghcb.RDX) << 32 | request.get(Ghcb.RAX));
        }
    }
}
