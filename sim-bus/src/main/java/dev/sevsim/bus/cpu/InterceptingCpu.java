package dev.sevsim.bus.cpu;

import dev.sevsim.abi.Bytes;

/** A vCPU whose intercepted instructions go one way: to the host, or to the guest's handler of the exception. */
public abstract class InterceptingCpu implements GuestCpu {
    /** For subclasses. */
    protected InterceptingCpu() {}

    /** What executes the next intercepted instruction: the exit itself, or the handler that the guest has vectored. */
    protected abstract InterceptedInstructions intercepted();

    @Override
    public int in(int port, int widthBytes) {
        return intercepted().in(port, widthBytes);
    }

    @Override
    public void out(int port, int widthBytes, int value) {
        intercepted().out(port, widthBytes, value);
    }

    @Override
    public void outBytes(int port, Bytes values) {
        intercepted().outBytes(port, values);
    }

    @Override
    public Bytes inBytes(int port, int count) {
        return intercepted().inBytes(port, count);
    }

    @Override
    public long readMsr(int msr) {
        return intercepted().readMsr(msr);
    }

    @Override
    public void writeMsr(int msr, long value) {
        intercepted().writeMsr(msr, value);
    }

    @Override
    public CpuidResult cpuid(int leaf, int subleaf) {
        return intercepted().cpuid(leaf, subleaf);
    }

    @Override
    public long hypercall(long number, long a0, long a1, long a2) {
        return intercepted().hypercall(number, a0, a1, a2);
    }

    @Override
    public void writeBackCaches() {
        intercepted().writeBackCaches();
    }
}
