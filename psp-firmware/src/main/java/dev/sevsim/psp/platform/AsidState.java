package dev.sevsim.psp.platform;

/**
 * The life of an ASID on one core complex; the names are ours.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.4.
 */
public enum AsidState {
    /** Caches may still hold lines of its last guest. */
    NEEDS_FLUSH,
    /** ACTIVATE may take it. */
    FREE,
    /** Bound to a guest that is not yet runnable. */
    RESERVED,
    /** Bound to a runnable guest. */
    LIVE
}
