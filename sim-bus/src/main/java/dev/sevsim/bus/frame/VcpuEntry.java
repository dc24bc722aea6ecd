package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/**
 * Host to guest CPU: VMRUN, with the answer to the exit that came before.
 *
 * @param vcpu vCPU index
 * @param asid VMCB offset 0x58
 * @param sevFlags VMCB offset 0x90: bit 0 nested paging, bit 1 SEV, bit 2 SEV-ES
 * @param nestedCr3 the nested page table to walk
 * @param saveArea VMCB offset 0x108: system physical address of the encrypted registers; 0 without encrypted state
 * @param rax answer registers of the exit that is being completed
 * @param rbx see {@code rax}
 * @param rcx see {@code rax}
 * @param rdx see {@code rax}
 * @param data answer bytes, for a run of INs
 */
public record VcpuEntry(
        int vcpu,
        int asid,
        int sevFlags,
        long nestedCr3,
        long saveArea,
        long rax,
        long rbx,
        long rcx,
        long rdx,
        Bytes data)
        implements Frame {
    /** Without encrypted registers. */
    public VcpuEntry(
            int vcpu, int asid, int sevFlags, long nestedCr3, long rax, long rbx, long rcx, long rdx, Bytes data) {
        this(vcpu, asid, sevFlags, nestedCr3, 0, rax, rbx, rcx, rdx, data);
    }

    @Override
    public FrameType type() {
        return FrameType.VCPU_ENTRY;
    }
}
