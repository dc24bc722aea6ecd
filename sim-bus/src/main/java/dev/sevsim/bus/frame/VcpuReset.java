package dev.sevsim.bus.frame;

/**
 * Host to guest CPU, without an answer: the next VMRUN begins at the reset vector, with the registers of a reset.
 *
 * @param vcpu vCPU index
 */
@Payload
public record VcpuReset(int vcpu) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.VCPU_RESET;
    }
}
