package dev.sevsim.host.profile;

/**
 * How many encrypted guests the misc control group of the host's processes may have; beyond it init gives EBUSY.
 *
 * <p>Source: docs/reference/kvm-host.md section 3.2.
 *
 * @param sev resource {@code sev}
 * @param encryptedState resource {@code sev_es}
 */
public record MiscLimits(long sev, long encryptedState) {
    /** {@code max} in both files. */
    public static final MiscLimits NONE = new MiscLimits(Long.MAX_VALUE, Long.MAX_VALUE);
}
