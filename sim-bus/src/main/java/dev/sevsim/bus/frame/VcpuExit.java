package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Guest CPU to host: #VMEXIT.
 *
 * @param vcpu vCPU index
 * @param reason what was intercepted
 * @param info1 EXITINFO1: see {@link ExitReason}
 * @param info2 EXITINFO2: see {@link ExitReason}
 * @param rax guest registers that the exit shows to the host
 * @param rbx see {@code rax}
 * @param rcx see {@code rax}
 * @param rdx see {@code rax}
 * @param data bytes of a run of OUTs
 */
public record VcpuExit(
        int vcpu, ExitReason reason, long info1, long info2, long rax, long rbx, long rcx, long rdx, Bytes data)
        implements Frame {
    @Override
    public FrameType type() {
        return FrameType.VCPU_EXIT;
    }
}
