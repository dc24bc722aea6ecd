package dev.sevsim.host.kvm;

/**
 * The parts of the processor that CPUID shows to guests.
 *
 * @param signature CPUID 1 EAX
 * @param physicalAddressBits CPUID 0x80000008 EAX[7:0]
 * @param cBitPosition CPUID 0x8000001F EBX[5:0]
 * @param reducedPhysicalBits CPUID 0x8000001F EBX[11:6]
 */
public record CpuModel(int signature, int physicalAddressBits, int cBitPosition, int reducedPhysicalBits) {}
