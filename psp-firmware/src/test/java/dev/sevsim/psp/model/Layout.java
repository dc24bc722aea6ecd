package dev.sevsim.psp.model;

/** How the random host divides its memory: 192 MiB, so that 64 MiB windows can be crossed once and twice. */
final class Layout {
    static final int DRAM = 192 << 20;
    static final long C_BIT = 1L << 51;
    static final long WINDOW = 64L << 20;
    static final long BUFFER = 0x1000;
    static final long ZEROS = 0x8000;
    static final long IDS = 0x9000;
    static final long OUTPUT = 0xA000;
    /** Prepared certificates and sessions, one of each in a slot. */
    static final long SESSIONS = 0x10000;

    static final long SESSION_SLOT = 0x1000;
    static final long SESSION_IN_SLOT = 0x900;
    static final long PDH = 0x40000;
    static final long PLATFORM_CERTS = 0x41000;
    static final long AMD_CERTS = 0x43000;
    static final long SENT_SESSIONS = 0x48000;
    static final long HEADERS = 0x50000;
    static final long PACKETS = 0x60000;
    static final long PACKET_SLOT = 0x6000;
    static final long METADATA = 0xA0000;
    static final long SWAPPED = 0xA1000;
    static final long TRUSTED = 0x200000;
    static final long OWNED_PEK = 0xB0000;
    static final long OWNED_OCA = 0xB1000;
    /** Two stores for INIT_EX, the first empty, the second damaged. */
    static final long STORES = 0xC0000;

    static final long DATA = 0x400000;
    static final int SLOTS = 4;

    private Layout() {}
}
