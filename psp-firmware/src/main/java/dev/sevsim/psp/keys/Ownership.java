package dev.sevsim.psp.keys;

/**
 * Whose OCA stands above the PEK; the OWNER bit of PLATFORM_STATUS.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 3.4.
 */
public enum Ownership {
    SELF_OWNED,
    EXTERNALLY_OWNED;

    /** The value on the wire. */
    public int code() {
        return this == EXTERNALLY_OWNED ? 1 : 0;
    }
}
