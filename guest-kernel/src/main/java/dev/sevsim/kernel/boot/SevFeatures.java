package dev.sevsim.kernel.boot;

import dev.sevsim.bus.cpu.CpuidLeaf;
import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.cpu.Msr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Features of memory encryption, from CPUID and MSR.
 *
 * <p>Source: docs/reference/guest-kernel.md sections 9.1, 9.2 and 9.4.
 *
 * @param status the SEV status MSR; 0 without SEV
 * @param encryptionBit position of the C-bit
 * @param reducedBits physical address bits that encryption takes
 */
record SevFeatures(long status, int encryptionBit, int reducedBits) {
    private static final long STATUS_SEV = 1;
    private static final long STATUS_SEV_ES = 1 << 1;
    private static final long STATUS_SEV_SNP = 1 << 2;

    /** Short names of the status bits; kernels before the last two were added are not distinguished (our choice). */
    private static final Map<Integer, String> STATUS_NAMES = Map.ofEntries(
            Map.entry(0, "SEV"),
            Map.entry(1, "SEV-ES"),
            Map.entry(2, "SEV-SNP"),
            Map.entry(3, "vTom"),
            Map.entry(4, "ReflectVC"),
            Map.entry(5, "RI"),
            Map.entry(6, "AI"),
            Map.entry(7, "DebugSwap"),
            Map.entry(8, "NoHostIBS"),
            Map.entry(9, "BTBIsol"),
            Map.entry(10, "VmplSSS"),
            Map.entry(11, "SecureTSC"),
            Map.entry(12, "VMGExitParam"),
            Map.entry(14, "IBSVirt"),
            Map.entry(16, "VMSARegProt"),
            Map.entry(17, "SMTProt"),
            Map.entry(18, "SecureAVIC"),
            Map.entry(23, "IBPBOnEntry"));

    static SevFeatures detect(GuestCpu cpu) {
        int largest = cpu.cpuid(CpuidLeaf.LARGEST_EXTENDED, 0).eax();
        if (Integer.compareUnsigned(largest, CpuidLeaf.ENCRYPTION) < 0) {
            return new SevFeatures(0, 0, 0);
        }
        CpuidResult leaf = cpu.cpuid(CpuidLeaf.ENCRYPTION, 0);
        if ((leaf.eax() & CpuidLeaf.SEV) == 0) {
            return new SevFeatures(0, 0, 0);
        }
        long status = cpu.readMsr(Msr.SEV_STATUS);
        return new SevFeatures(status, leaf.ebx() & 0x3F, leaf.ebx() >>> 6 & 0x3F);
    }

    boolean isSev() {
        return (status & STATUS_SEV) != 0;
    }

    boolean isSevEs() {
        return isSev() && (status & STATUS_SEV_ES) != 0;
    }

    /** Whether INS and OUTS have to be loops of single accesses; under SEV-ES the exception handler does it. */
    boolean unrollsStringIo() {
        return isSev() && !isSevEs();
    }

    /** The C-bit as a mask; 0 without SEV. */
    long encryptionMask() {
        return isSev() ? 1L << encryptionBit : 0;
    }

    /** The log lines with the active features, in the wording of a release; none without SEV. */
    List<String> announcements(String release) {
        if (!isSev()) {
            return List.of();
        }
        KernelVersion version = KernelVersion.of(release);
        String features = " SEV" + (isSevEs() ? " SEV-ES" : "") + ((status & STATUS_SEV_SNP) != 0 ? " SEV-SNP" : "");
        List<String> lines = new ArrayList<>();
        if (version.isAtLeast(5, 19)) {
            lines.add("Memory Encryption Features active: AMD" + features);
        } else if (version.isAtLeast(5, 11)) {
            lines.add("AMD Memory Encryption Features active:" + features);
        } else {
            lines.add("AMD Secure Encrypted Virtualization (SEV) active");
        }
        if (version.isAtLeast(6, 10)) {
            lines.add(statusLine());
        }
        return lines;
    }

    private String statusLine() {
        StringBuilder line = new StringBuilder("SEV: Status: ");
        for (int bit = 0; bit < Long.SIZE; bit++) {
            String name = (status >>> bit & 1) == 0 ? null : STATUS_NAMES.get(bit);
            if (name != null) {
                line.append(name).append(' ');
            }
        }
        return line.toString();
    }
}
