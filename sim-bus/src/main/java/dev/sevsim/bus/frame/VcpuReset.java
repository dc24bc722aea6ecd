package dev.sevsim.bus.frame;

/**
 * Host to guest CPU, without an answer: the next VMRUN begins at the reset vector, with the registers of a reset.
 *
 * @param vcpu vCPU index
 * @param nestedCr3 number of the nested page table of its VM
 */
@Payload
public record VcpuReset(int vcpu, long nestedCr3) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.VCPU_RESET;
    }
}
