package dev.sevsim.bus.frame;

/**
 * The fields of the VMCB's control area that a VMRUN reads here.
 *
 * <p>Source: AMD APM volume 2, appendix B.
 *
 * @param asid address space identifier, which picks the memory key; offset 0x58
 * @param sevFlags NESTED_PAGING (bit 0), SEV (bit 1), SEV_ES (bit 2); offset 0x90
 * @param nestedCr3 root of the nested page table; offset 0xB0
 * @param saveArea system physical address of the encrypted registers, 0 without encrypted state; offset 0x108
 */
public record VmcbControl(int asid, int sevFlags, long nestedCr3, long saveArea) {
    /** Offset 0x90 bit 0. */
    public static final int NESTED_PAGING = 1;

    /** Offset 0x90 bit 1. */
    public static final int SEV = 1 << 1;

    /** Offset 0x90 bit 2. */
    public static final int SEV_ES = 1 << 2;

    /** Whether SEV is on. */
    public boolean sev() {
        return (sevFlags & SEV) != 0;
    }

    /** Whether the guest has encrypted state. */
    public boolean sevEs() {
        return (sevFlags & SEV_ES) != 0;
    }
}
