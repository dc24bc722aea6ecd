package dev.sevsim.kernel.boot;

import dev.sevsim.bus.cpu.CpuidResult;
import dev.sevsim.bus.cpu.GuestCpu;
import java.util.Optional;

/**
 * What the processor says of memory encryption.
 *
 * <p>Source: guest-kernel.md sections 9.1, 9.2 and 9.4.
 *
 * @param status the SEV status MSR; 0 without SEV
 * @param encryptionBit position of the C-bit
 * @param reducedBits physical address bits that encryption takes
 */
record SevFeatures(long status, int encryptionBit, int reducedBits) {
    static final int STATUS_MSR = 0xC0010131;

    private static final int LARGEST_EXTENDED_LEAF = 0x80000000;
    private static final int ENCRYPTION_LEAF = 0x8000001F;
    private static final int LEAF_SEV = 1 << 1;
    private static final long STATUS_SEV = 1;
    private static final long STATUS_SEV_ES = 1 << 1;
    private static final long STATUS_SEV_SNP = 1 << 2;

    static SevFeatures detect(GuestCpu cpu) {
        int largest = cpu.cpuid(LARGEST_EXTENDED_LEAF, 0).eax();
        if (Integer.compareUnsigned(largest, ENCRYPTION_LEAF) < 0) {
            return new SevFeatures(0, 0, 0);
        }
        CpuidResult leaf = cpu.cpuid(ENCRYPTION_LEAF, 0);
        if ((leaf.eax() & LEAF_SEV) == 0) {
            return new SevFeatures(0, 0, 0);
        }
        long status = cpu.readMsr(STATUS_MSR);
        return new SevFeatures(status, leaf.ebx() & 0x3F, leaf.ebx() >>> 6 & 0x3F);
    }

    boolean isSev() {
        return (status & STATUS_SEV) != 0;
    }

    /** The C-bit as a mask; 0 without SEV. */
    long encryptionMask() {
        return isSev() ? 1L << encryptionBit : 0;
    }

    /** The line that says which features are active; empty without SEV. */
    Optional<String> announcement() {
        if (!isSev()) {
            return Optional.empty();
        }
        return Optional.of("Memory Encryption Features active: AMD SEV"
                + ((status & STATUS_SEV_ES) != 0 ? " SEV-ES" : "")
                + ((status & STATUS_SEV_SNP) != 0 ? " SEV-SNP" : ""));
    }
}
