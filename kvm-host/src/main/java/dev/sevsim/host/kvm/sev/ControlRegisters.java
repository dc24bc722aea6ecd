package dev.sevsim.host.kvm.sev;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Errno;
import dev.sevsim.abi.uapi.KvmSpecialRegisters;
import dev.sevsim.host.kernel.ErrnoException;
import java.util.BitSet;

/**
 * Control registers as user space wrote them; what the save area has can differ.
 *
 * <p>Source: docs/reference/kvm-host.md section 2.13.
 *
 * @param cr0 without the changes of KVM
 * @param cr2 reaches no save area before the vCPU runs
 * @param cr4 without the changes of KVM
 * @param cr8 task priority
 * @param efer without SVME
 * @param apicBase of the local APIC
 * @param interrupts one bit for the vector that waits, or none
 */
record ControlRegisters(long cr0, long cr2, long cr4, long cr8, long efer, long apicBase, Bytes interrupts) {
    static final long EFER_LMA = 1 << 10;
    private static final long EFER_LME = 1 << 8;
    private static final long CR0_PE = 1;
    private static final long CR0_NW = 1 << 29;
    private static final long CR0_CD = 1 << 30;
    private static final long CR0_PG = 1L << 31;
    private static final long CR0_RESET = CR0_CD | CR0_NW | 0x10;
    private static final long CR4_PAE = 1 << 5;
    private static final long CR4_MCE = 1 << 6;

    /** VME to OSXMMEXCPT, UMIP, FSGSBASE, PCIDE, OSXSAVE, SMEP, SMAP and PKE: what a guest may set here, our choice. */
    private static final long CR4_KNOWN = 0x0077_0FFF;

    private static final long CR8_KNOWN = 0xF;
    private static final long APIC_BASE_RESET = 0xFEE0_0800L;
    private static final long APIC_BOOT_PROCESSOR = 1 << 8;
    private static final long APIC_X2APIC = 1 << 10;
    private static final long APIC_ENABLE = 1 << 11;
    private static final long APIC_RESERVED = 0x2FF;
    private static final int PHYSICAL_BITS = 48;
    private static final int INTERRUPT_BYTES = 32;

    /** After reset; {@code boot} for the boot processor. */
    static ControlRegisters reset(boolean boot) {
        long base = boot ? APIC_BASE_RESET | APIC_BOOT_PROCESSOR : APIC_BASE_RESET;
        return new ControlRegisters(CR0_RESET, 0, 0, 0, 0, base, Bytes.zeros(INTERRUPT_BYTES));
    }

    boolean isPaging() {
        return (cr0 & CR0_PG) != 0;
    }

    /** Of KVM_SET_SREGS, which keeps the lowest of several vectors and ignores a CR8 with unknown bits. */
    ControlRegisters with(KvmSpecialRegisters to) {
        long priority = (to.cr8() & ~CR8_KNOWN) == 0 ? to.cr8() : cr8;
        return new ControlRegisters(
                to.cr0(), to.cr2(), to.cr4(), priority, to.efer(), to.apicBase(), lowest(to.interrupts(), interrupts));
    }

    /** Of KVM_SET_SREGS on a protected vCPU: nothing else changes. */
    ControlRegisters withApicBase(long base) {
        return new ControlRegisters(cr0, cr2, cr4, cr8, efer, base, interrupts);
    }

    /** Of a write to the MSR. */
    ControlRegisters withEfer(long value) {
        return new ControlRegisters(cr0, cr2, cr4, cr8, value, apicBase, interrupts);
    }

    /** CR0 in the save area: CD and NW stay clear. */
    long savedCr0() {
        return cr0 & ~(CR0_CD | CR0_NW);
    }

    /** CR4 in the save area: with the MCE of the host. */
    long savedCr4() {
        return cr4 | CR4_MCE;
    }

    /** EINVAL for registers that KVM_SET_SREGS refuses. */
    static void requireValid(KvmSpecialRegisters to) {
        require(isValidMode(to), "EFER, CR0, CR4 and CS do not fit together");
        require((to.cr4() & ~CR4_KNOWN) == 0, "CR4 has reserved bits");
        require(isValidCr0(to.cr0()), "CR0 has reserved bits, NW without CD or PG without PE");
        require(isValidApicBase(to.apicBase()), "the APIC base has reserved bits or x2APIC without enable");
    }

    private static boolean isValidMode(KvmSpecialRegisters to) {
        if ((to.efer() & EFER_LME) != 0 && (to.cr0() & CR0_PG) != 0) {
            return (to.cr4() & CR4_PAE) != 0 && (to.efer() & EFER_LMA) != 0 && isPhysical(to.cr3());
        }
        return (to.efer() & EFER_LMA) == 0 && to.cs().longMode() == 0;
    }

    private static boolean isValidCr0(long value) {
        return value >>> Integer.SIZE == 0
                && ((value & CR0_NW) == 0 || (value & CR0_CD) != 0)
                && ((value & CR0_PG) == 0 || (value & CR0_PE) != 0);
    }

    private static boolean isValidApicBase(long base) {
        boolean extended = (base & APIC_X2APIC) != 0;
        return isPhysical(base) && (base & APIC_RESERVED) == 0 && (!extended || (base & APIC_ENABLE) != 0);
    }

    private static boolean isPhysical(long address) {
        return address >>> PHYSICAL_BITS == 0;
    }

    private static void require(boolean valid, String rule) {
        if (!valid) {
            throw new ErrnoException(Errno.EINVAL, rule);
        }
    }

    private static Bytes lowest(Bytes given, Bytes before) {
        int vector = BitSet.valueOf(given.toArray()).nextSetBit(0);
        if (vector < 0) {
            return before;
        }
        byte[] one = new byte[INTERRUPT_BYTES];
        one[vector / Byte.SIZE] = (byte) (1 << vector % Byte.SIZE);
        return Bytes.copyOf(one);
    }
}
