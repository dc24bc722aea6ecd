package dev.sevsim.host;

import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.host.process.KernelProfile;
import dev.sevsim.host.process.MiscLimits;

/**
 * What this host's processor reports and how its kernel is configured.
 *
 * <p>Source: docs/reference/kvm-host.md sections 1.8 and 3.1; docs/reference/sev-firmware-api.md section 7.3.
 *
 * @param cBitPosition CPUID 0x8000001F EBX[5:0]
 * @param reducedPhysicalBits CPUID 0x8000001F EBX[11:6]
 * @param physicalAddressBits CPUID 0x80000008 EAX[7:0]
 * @param maxAsid CPUID 0x8000001F ECX: highest ASID of an encrypted guest; 0 for a processor without SEV
 * @param minSevAsid CPUID 0x8000001F EDX: lowest ASID of a guest without ES
 * @param cpuSignature CPUID 1 EAX
 * @param memoryLockLimit RLIMIT_MEMLOCK in bytes of the VMM's process
 * @param encryptedState whether the driver gives the firmware a trusted memory region and asks for SEV-ES
 * @param cacheCoherent whether the processor keeps encrypted and plain lines coherent (SME_COHERENT)
 * @param frameSeed where scattered page frames come from
 * @param kernel kernel version whose ABI and behaviour is modelled
 * @param miscLimits what the control group of the VMM's process allows
 */
public record HostProfile(
        int cBitPosition,
        int reducedPhysicalBits,
        int physicalAddressBits,
        int maxAsid,
        int minSevAsid,
        int cpuSignature,
        long memoryLockLimit,
        EncryptedState encryptedState,
        CacheCoherency cacheCoherent,
        long frameSeed,
        KernelProfile kernel,
        MiscLimits miscLimits) {
    /** Whether SEV-ES is set up when the driver starts. */
    public enum EncryptedState {
        OFF,
        ON
    }

    /** Whether CLFLUSH is needed around firmware access to a page. */
    public enum CacheCoherency {
        SOFTWARE,
        HARDWARE
    }

    private static final int PHYSICAL_ADDRESS_BITS = 48;

    /** A host with Linux 6.1 and no limits of a control group. */
    public HostProfile(
            int cBitPosition,
            int reducedPhysicalBits,
            int physicalAddressBits,
            int maxAsid,
            int minSevAsid,
            int cpuSignature,
            long memoryLockLimit,
            EncryptedState encryptedState,
            CacheCoherency cacheCoherent,
            long frameSeed) {
        this(
                cBitPosition,
                reducedPhysicalBits,
                physicalAddressBits,
                maxAsid,
                minSevAsid,
                cpuSignature,
                memoryLockLimit,
                encryptedState,
                cacheCoherent,
                frameSeed,
                KernelProfile.LINUX_6_1,
                MiscLimits.NONE);
    }

    /** A third-generation EPYC, SEV-ES not set up, and no limit on locked memory. */
    public static HostProfile milan() {
        return of(ChipGeneration.MILAN);
    }

    /** A processor of this generation, SEV-ES not set up, and no limit on locked memory. */
    public static HostProfile of(ChipGeneration generation) {
        return new HostProfile(
                generation.encryption().cBit(),
                generation.encryption().addressReduction(),
                PHYSICAL_ADDRESS_BITS,
                generation.cpu().maximumAsid(),
                generation.cpu().minSevNoEsAsid(),
                generation.cpu().signature(),
                Long.MAX_VALUE,
                EncryptedState.OFF,
                generation.cpu().isCacheCoherent() ? CacheCoherency.HARDWARE : CacheCoherency.SOFTWARE,
                0);
    }

    /** This with another range of ASIDs. */
    public HostProfile withAsids(int min, int max) {
        return new HostProfile(
                cBitPosition,
                reducedPhysicalBits,
                physicalAddressBits,
                max,
                min,
                cpuSignature,
                memoryLockLimit,
                encryptedState,
                cacheCoherent,
                frameSeed,
                kernel,
                miscLimits);
    }

    /** This with another RLIMIT_MEMLOCK. */
    public HostProfile withMemoryLockLimit(long bytes) {
        return new HostProfile(
                cBitPosition,
                reducedPhysicalBits,
                physicalAddressBits,
                maxAsid,
                minSevAsid,
                cpuSignature,
                bytes,
                encryptedState,
                cacheCoherent,
                frameSeed,
                kernel,
                miscLimits);
    }

    /** This with SEV-ES switched on or off at driver start. */
    public HostProfile withEncryptedState(EncryptedState state) {
        return new HostProfile(
                cBitPosition,
                reducedPhysicalBits,
                physicalAddressBits,
                maxAsid,
                minSevAsid,
                cpuSignature,
                memoryLockLimit,
                state,
                cacheCoherent,
                frameSeed,
                kernel,
                miscLimits);
    }

    /** This with another kernel. */
    public HostProfile withKernel(KernelProfile other) {
        return new HostProfile(
                cBitPosition,
                reducedPhysicalBits,
                physicalAddressBits,
                maxAsid,
                minSevAsid,
                cpuSignature,
                memoryLockLimit,
                encryptedState,
                cacheCoherent,
                frameSeed,
                other,
                miscLimits);
    }

    /** This with another limit on encrypted guests. */
    public HostProfile withMiscLimits(MiscLimits limits) {
        return new HostProfile(
                cBitPosition,
                reducedPhysicalBits,
                physicalAddressBits,
                maxAsid,
                minSevAsid,
                cpuSignature,
                memoryLockLimit,
                encryptedState,
                cacheCoherent,
                frameSeed,
                kernel,
                limits);
    }

    /** This with caches that are coherent, or not. */
    public HostProfile withCacheCoherency(CacheCoherency coherency) {
        return new HostProfile(
                cBitPosition,
                reducedPhysicalBits,
                physicalAddressBits,
                maxAsid,
                minSevAsid,
                cpuSignature,
                memoryLockLimit,
                encryptedState,
                coherency,
                frameSeed,
                kernel,
                miscLimits);
    }

    /** Whether the processor has SEV at all. */
    public boolean hasSev() {
        return maxAsid != 0;
    }
}
