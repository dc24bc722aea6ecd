package dev.sevsim.host.files;

import dev.sevsim.bus.cpu.Msr;
import dev.sevsim.host.profile.HostProfile;
import dev.sevsim.host.profile.KernelProfile;
import java.util.Map;
import java.util.TreeMap;

/**
 * Model-specific registers of the host's cores that tools for SEV read.
 *
 * <p>Source: AMD APM volume 2, chapter 3 (EFER, SYSCFG, HWCR), sections 15.4 and 15.30 (VM_CR, VM_HSAVE_PA), 15.34 and 15.36 (SEV);
 * docs/reference/kvm-host.md section 3.1 and docs/reference/sev-firmware-api.md section 7.3 for SYSCFG[23] and HWCR[0]. Bits that
 * do not concern SEV are our choice of what a BIOS and Linux leave there.
 */
final class CoreRegisters {
    private static final int EFER = 0xC000_0080;
    private static final int SYSCFG = 0xC001_0010;
    private static final int HWCR = 0xC001_0015;
    private static final int VM_CR = 0xC001_0114;
    private static final int VM_HSAVE_PA = 0xC001_0117;
    private static final int GHCB = 0xC001_0130;
    private static final int RMP_BASE = 0xC001_0132;
    private static final int RMP_END = 0xC001_0133;

    /** SCE, LME, LMA and NXE. */
    private static final long LONG_MODE = 1 | 1 << 8 | 1 << 10 | 1 << 11;

    /** SVME: a kernel since 6.12 sets it when KVM is loaded, an older one while there are VMs. */
    private static final long SVM_ENABLED = 1 << 12;

    /** MtrrFixDramEn, MtrrVarDramEn, Tom2En and Tom2ForceMemTypeWB. */
    private static final long MEMORY_TYPES = 1 << 18 | 1 << 20 | 1 << 21 | 1 << 22;

    /** MemEncryptionModEn: set by the BIOS where it is to be possible. */
    private static final long MEMORY_ENCRYPTION = 1 << 23;

    /** SMMLOCK, INVDWBINVD and TscFreqSel. */
    private static final long HARDWARE = 1 | 1 << 4 | 1 << 24;

    private CoreRegisters() {}

    /** Values by the registers' numbers, as unsigned. */
    static Map<Integer, Long> of(HostProfile profile) {
        Map<Integer, Long> values = new TreeMap<>(Integer::compareUnsigned);
        boolean sev = profile.cpu().hasSev();
        values.put(EFER, LONG_MODE | (profile.kernel().version() == KernelProfile.NEWEST ? SVM_ENABLED : 0));
        values.put(SYSCFG, MEMORY_TYPES | (sev ? MEMORY_ENCRYPTION : 0));
        values.put(HWCR, HARDWARE);
        values.put(VM_CR, 0L);
        values.put(VM_HSAVE_PA, 0L);
        if (sev) {
            // On a host, which is no encrypted guest, and without SEV-SNP.
            values.put(GHCB, 0L);
            values.put(Msr.SEV_STATUS, 0L);
            values.put(RMP_BASE, 0L);
            values.put(RMP_END, 0L);
        }
        return values;
    }
}
