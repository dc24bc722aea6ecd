package dev.sevsim.abi.chip;

/**
 * A published weakness of SEV firmware that a simulated firmware can have; all but one are off by default.
 *
 * <p>XE instead of XEX is a property of the memory controllers and not of firmware: {@link TweakMode}.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 8; docs/reference/sev-firmware-api.md section 8, row 5.
 */
public enum FirmwareFlaw {
    /**
     * LAUNCH_START and RECEIVE_START multiply a point without checking its curve, so points of small order on other
     * curves reveal the PDH private key piece by piece (CVE-2019-9836; firmware before 0.17 build 22).
     */
    INVALID_CURVE_POINTS,
    /**
     * The launch digest covers what was loaded and not where, so the same 16-byte blocks in another arrangement measure
     * the same (CVE-2021-26311). All generations have it, as every published SEV firmware does, and the tools of guest
     * owners compute that digest. Without it each piece is hashed after its distance from the first piece and its
     * length, our own correction.
     */
    DIGEST_WITHOUT_PLACE,
    /** A structure's reserved bytes leave the firmware as the buffer's last user left them (CVE-2023-31346). */
    STALE_MEMORY,
    /**
     * DOWNLOAD_FIRMWARE accepts an older image, and with it every weakness that was fixed since ("Insecure Until Proven
     * Updated").
     */
    NO_ROLL_BACK_PROTECTION
}
