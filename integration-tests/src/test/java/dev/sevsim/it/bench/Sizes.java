package dev.sevsim.it.bench;

/** Sizes that a yardstick and what is measured with it have in common. */
final class Sizes {

    /** Bytes of an OVMF image. */
    static final int IMAGE = 4 << 20;

    /** Bytes of a migration packet. */
    static final int PACKET = 16 << 10;

    /** Pages that one invocation goes over. */
    static final int PAGES = 64;

    private Sizes() {}
}
