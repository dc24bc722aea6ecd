package dev.sevsim.psp.platform;

/**
 * Which ASIDs encrypted guests may have.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.3.
 *
 * @param maximum highest ASID of an encrypted guest, CPUID Fn8000_001F ECX
 * @param minSevNoEs lowest ASID of a guest without ES, CPUID Fn8000_001F EDX; ES guests take those below
 */
public record AsidLimits(int maximum, int minSevNoEs) {}
