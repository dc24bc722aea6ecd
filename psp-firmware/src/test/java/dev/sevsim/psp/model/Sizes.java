package dev.sevsim.psp.model;

/** Sizes of structures, bytes, typed from docs/reference/sev-firmware-api.md sections 5 and 6; not the firmware's. */
final class Sizes {
    static final int CERTIFICATE = 0x824;

    /** PEK, OCA and CEK. */
    static final int CHAIN = 3 * CERTIFICATE;

    static final int SESSION = 0x80;

    /** The header of a packet. */
    static final int HEADER = 0x34;

    static final int LONGEST_PACKET = 0x5000;

    private Sizes() {}
}
