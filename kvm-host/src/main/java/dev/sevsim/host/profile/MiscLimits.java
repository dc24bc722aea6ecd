package dev.sevsim.host.profile;

/**
 * Limits of the misc control group: most encrypted guests of the host's processes. Beyond them init fails with EBUSY.
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
