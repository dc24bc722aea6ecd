package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.chip.ChipGeneration.MemoryEncryption;

/**
 * SEV capabilities of a host.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.7.
 *
 * @param pdh the platform's Diffie-Hellman certificate
 * @param certChain PEK, OCA and CEK
 * @param cpu0Id identity of the first socket's chip
 * @param cBitPosition CPUID 0x8000001F EBX[5:0]
 * @param reducedPhysicalBits always 1, on every processor
 */
public record SevCapabilities(Bytes pdh, Bytes certChain, Bytes cpu0Id, int cBitPosition, int reducedPhysicalBits) {
    static final int REDUCED_PHYSICAL_BITS = MemoryEncryption.GUEST_ADDRESS_REDUCTION;
}
