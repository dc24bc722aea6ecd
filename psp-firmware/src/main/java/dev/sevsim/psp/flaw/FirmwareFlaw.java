package dev.sevsim.psp.flaw;

/**
 * A published weakness of SEV firmware that a profile can have; all but one are off unless asked for.
 *
 * <p>XE instead of XEX is a matter of the memory controllers and not of firmware:
 * {@link dev.sevsim.psp.FirmwareProfile#withTweakMode}.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 8; docs/reference/sev-firmware-api.md section 8, row 5.
 */
public enum FirmwareFlaw {
    /**
     * LAUNCH_START and RECEIVE_START multiply whatever point they are given, so points of small order on other curves give the
     * PDH private key away piece by piece (CVE-2019-9836; firmware before 0.17 build 22).
     */
    INVALID_CURVE_POINTS,
    /**
     * The launch digest says what was loaded and not where, so the same 16-byte blocks in another arrangement measure the same
     * (CVE-2021-26311). All generations have it: every published SEV firmware does, and the tools of guest owners compute that
     * digest. Without it each piece is hashed after its distance from the first piece and its length, our own repair.
     */
    DIGEST_WITHOUT_PLACE,
    /** A structure's reserved bytes leave the firmware as the buffer's last user left them (CVE-2023-31346). */
    STALE_MEMORY,
    /** DOWNLOAD_FIRMWARE takes an older image, and with it everything that was mended since ("Insecure Until Proven Updated"). */
    NO_ROLL_BACK_PROTECTION
}
