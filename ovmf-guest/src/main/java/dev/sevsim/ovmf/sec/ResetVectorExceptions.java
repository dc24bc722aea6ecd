package dev.sevsim.ovmf.sec;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.ghcb.GhcbMsr;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.InterceptedInstructions;

/**
 * The reset vector's only exception handler, for the VMM communication exception: CPUID through the GHCB MSR, and the
 * end of the guest for anything else.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 11.2.
 *
 * @param taken runs whenever the exception was raised
 */
record ResetVectorExceptions(GuestCpu cpu, Runnable taken) implements InterceptedInstructions {
    private static final int REASON_SET = 1;
    private static final int NO_CPUID = 1;
    private static final int UNEXPECTED_RESPONSE = 2;
    private static final int REGISTERS = 4;

    @Override
    public CpuidResult cpuid(int leaf, int subleaf) {
        taken.run();
        int[] registers = new int[REGISTERS];
        for (int i = 0; i < REGISTERS; i++) {
            cpu.writeMsr(GhcbMsr.NUMBER, GhcbMsr.cpuidRequest(leaf, i));
            cpu.vmgexit();
            long answer = cpu.readMsr(GhcbMsr.NUMBER);
            if (GhcbMsr.code(answer) != GhcbMsr.CPUID_RESPONSE) {
                throw terminate(UNEXPECTED_RESPONSE);
            }
            registers[i] = GhcbMsr.high(answer);
        }
        return new CpuidResult(registers[0], registers[1], registers[2], registers[3]);
    }

    @Override
    public int in(int port, int widthBytes) {
        throw refused();
    }

    @Override
    public void out(int port, int widthBytes, int value) {
        throw refused();
    }

    @Override
    public void outBytes(int port, Bytes values) {
        throw refused();
    }

    @Override
    public Bytes inBytes(int port, int count) {
        throw refused();
    }

    @Override
    public long readMsr(int msr) {
        throw refused();
    }

    @Override
    public void writeMsr(int msr, long value) {
        throw refused();
    }

    @Override
    public long hypercall(long number, long a0, long a1, long a2) {
        throw refused();
    }

    @Override
    public void writeBackCaches() {
        throw refused();
    }

    private AssertionError refused() {
        taken.run();
        return terminate(NO_CPUID);
    }

    private AssertionError terminate(int reason) {
        cpu.writeMsr(GhcbMsr.NUMBER, GhcbMsr.terminate(REASON_SET, reason));
        cpu.vmgexit();
        return cpu.deadLoop();
    }
}
