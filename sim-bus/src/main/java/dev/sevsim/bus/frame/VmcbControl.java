package dev.sevsim.bus.frame;

/**
 * The fields of the VMCB's control area that a VMRUN reads here.
 *
 * <p>Source: AMD APM volume 2, appendix B.
 *
 * @param asid offset 0x58
 * @param sevFlags offset 0x90: bit 0 nested paging, bit 1 SEV, bit 2 SEV-ES
 * @param nestedCr3 offset 0xB0: the nested page table
 * @param saveArea offset 0x108: system physical address of the encrypted registers; 0 without encrypted state
 */
public record VmcbControl(int asid, int sevFlags, long nestedCr3, long saveArea) {}
