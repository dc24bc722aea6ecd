package dev.sevsim.abi.chip;

/**
 * The origin of a generation's tweak constants.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.1.
 */
public enum TweakSource {
    /** One fixed table for all machines. */
    PUBLISHED,
    /** Drawn at every boot. */
    RANDOM_PER_BOOT
}
