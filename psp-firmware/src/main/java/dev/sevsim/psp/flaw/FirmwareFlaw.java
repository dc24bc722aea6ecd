package dev.sevsim.psp.flaw;

/**
 * A published weakness of SEV firmware that a profile can have; none is on unless asked for.
 *
 * <p>XE instead of XEX is a matter of the memory controllers and not of firmware:
 * {@link dev.sevsim.psp.FirmwareProfile#withTweakMode}.
 *
 * <p>Source: users-and-peers.md section 6.
 */
public enum FirmwareFlaw {
    /**
     * LAUNCH_START and RECEIVE_START multiply whatever point they are given, so points of small order on other curves give the
     * PDH private key away piece by piece (CVE-2019-9836; firmware before 0.17 build 22).
     */
    INVALID_CURVE_POINTS,
    /** A structure's reserved bytes leave the firmware as the buffer's last user left them (CVE-2023-31346). */
    STALE_MEMORY
}
