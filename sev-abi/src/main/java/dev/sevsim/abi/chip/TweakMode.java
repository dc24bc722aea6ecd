package dev.sevsim.abi.chip;

/**
 * How the address tweak T(p) enters a 16-byte block.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.1.
 */
public enum TweakMode {
    /** AES(m xor T): the first parts of the first generation. */
    XE,
    /** AES(m xor T) xor T. */
    XEX
}
