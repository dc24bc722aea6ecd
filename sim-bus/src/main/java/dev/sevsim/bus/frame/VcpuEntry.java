package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Host to guest CPU: VMRUN, with the answer to the exit before it.
 *
 * @param vcpu vCPU index
 * @param control what VMRUN reads from the VMCB
 * @param registers answer to the exit that is being completed
 * @param data answer bytes, for a run of INs
 */
@Payload
public record VcpuEntry(int vcpu, VmcbControl control, GuestRegisters registers, Bytes data)
        implements Frame, RegisterFrame {
    /** The same entry with another control area. */
    public VcpuEntry with(VmcbControl other) {
        return new VcpuEntry(vcpu, other, registers, data);
    }

    /** The same entry with another answer in the registers. */
    public VcpuEntry with(GuestRegisters other) {
        return new VcpuEntry(vcpu, control, other, data);
    }

    @Override
    public FrameType type() {
        return FrameType.VCPU_ENTRY;
    }
}
