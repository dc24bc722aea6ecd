package dev.sevsim.bus.cpu;

/** Unwinds guest code whose vCPU has stopped for good; an error, so that guest code does not catch it by accident. */
final class VcpuStopped extends Error {
    private static final long serialVersionUID = 1L;

    VcpuStopped() {
        super("vCPU stopped", null, false, false);
    }
}
