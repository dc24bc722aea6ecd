package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.ExitReason;
import dev.sevsim.bus.frame.GuestRegisters;
import dev.sevsim.bus.frame.Intercept;
import dev.sevsim.bus.frame.PortAccess;
import dev.sevsim.bus.frame.VcpuEntry;
import java.util.Arrays;

/** Intercepted instructions where the hypervisor sees the guest's registers: each is one exit. */
record PlainInstructions(Exits exits) implements InterceptedInstructions {
    private static final long LOW_32 = 0xFFFF_FFFFL;
    /** The value of a port without a device. */
    private static final byte FLOATING = (byte) 0xFF;

    @Override
    public int in(int port, int widthBytes) {
        long answered =
                exit(PortAccess.info(true, port, widthBytes), 1, 0, Bytes.EMPTY).rax();
        return (int) (answered & widthMask(widthBytes));
    }

    @Override
    public void out(int port, int widthBytes, int value) {
        var unused = exit(PortAccess.info(false, port, widthBytes), 1, value & widthMask(widthBytes), Bytes.EMPTY);
    }

    /** Travels as one exit with a count. */
    @Override
    public void outBytes(int port, Bytes values) {
        if (!values.isEmpty()) {
            var unused = exit(PortAccess.info(false, port, 1), values.length(), 0, values);
        }
    }

    /** Travels as one exit with a count. */
    @Override
    public Bytes inBytes(int port, int count) {
        if (count == 0) {
            return Bytes.EMPTY;
        }
        Bytes answered =
                exit(PortAccess.info(true, port, 1), count, 0, Bytes.EMPTY).data();
        byte[] content = new byte[count];
        Arrays.fill(content, FLOATING);
        answered.slice(0, Math.min(count, answered.length())).copyTo(content, 0);
        return Bytes.copyOf(content);
    }

    @Override
    public long readMsr(int msr) {
        VcpuEntry answer =
                exits.leave(Intercept.of(ExitReason.MSR), new GuestRegisters(0, 0, msr & LOW_32, 0), Bytes.EMPTY);
        return (answer.rdx() << 32) | (answer.rax() & LOW_32);
    }

    @Override
    public void writeMsr(int msr, long value) {
        var unused = exits.leave(
                new Intercept(ExitReason.MSR, 1, 0),
                new GuestRegisters(value & LOW_32, 0, msr & LOW_32, value >>> 32),
                Bytes.EMPTY);
    }

    @Override
    public CpuidResult cpuid(int leaf, int subleaf) {
        VcpuEntry answer = exits.leave(
                new Intercept(ExitReason.CPUID, leaf & LOW_32, subleaf & LOW_32), GuestRegisters.NONE, Bytes.EMPTY);
        return new CpuidResult((int) answer.rax(), (int) answer.rbx(), (int) answer.rcx(), (int) answer.rdx());
    }

    @Override
    public long hypercall(long number, long a0, long a1, long a2) {
        return exits.leave(Intercept.of(ExitReason.VMMCALL), new GuestRegisters(number, a0, a1, a2), Bytes.EMPTY)
                .rax();
    }

    @Override
    public void writeBackCaches() {
        var unused = exits.leave(Intercept.of(ExitReason.WBINVD), GuestRegisters.NONE, Bytes.EMPTY);
    }

    private VcpuEntry exit(long ioInfo, long count, long rax, Bytes data) {
        return exits.leave(new Intercept(ExitReason.IOIO, ioInfo, count), GuestRegisters.ofRax(rax), data);
    }

    private static long widthMask(int widthBytes) {
        return LOW_32 >>> (32 - 8 * widthBytes);
    }

    /** Leaves the guest; returns the next entry. */
    @FunctionalInterface
    interface Exits {
        VcpuEntry leave(Intercept intercept, GuestRegisters registers, Bytes data);
    }
}
