package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Guest CPU to host: #VMEXIT.
 *
 * @param vcpu vCPU index
 * @param intercept what was intercepted
 * @param registers guest registers that the exit shows to the host
 * @param data bytes of a run of OUTs
 */
@Payload
public record VcpuExit(int vcpu, Intercept intercept, GuestRegisters registers, Bytes data)
        implements Frame, RegisterFrame {
    /** An exit with nothing but its reason. */
    public static VcpuExit of(int vcpu, ExitReason reason) {
        return new VcpuExit(vcpu, Intercept.of(reason), GuestRegisters.NONE, Bytes.EMPTY);
    }

    @Override
    public FrameType type() {
        return FrameType.VCPU_EXIT;
    }

    /** See {@link Intercept#reason}. */
    public ExitReason reason() {
        return intercept.reason();
    }

    /** See {@link Intercept#info1}. */
    public long info1() {
        return intercept.info1();
    }

    /** See {@link Intercept#info2}. */
    public long info2() {
        return intercept.info2();
    }
}
