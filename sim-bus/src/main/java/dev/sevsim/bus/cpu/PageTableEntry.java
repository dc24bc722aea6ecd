package dev.sevsim.bus.cpu;

/** Bits of an entry in a page table of a guest in long mode. Source: AMD APM volume 2 section 5.4. */
public final class PageTableEntry {
    /** Entries in a table. */
    public static final int COUNT = 512;

    public static final long PRESENT = 1;
    public static final long WRITABLE = 1 << 1;
    public static final long ACCESSED = 1 << 5;
    public static final long DIRTY = 1 << 6;

    /** Maps a page of 2 MiB or 1 GiB instead of pointing to a table. */
    public static final long LARGE = 1 << 7;

    /** The address, with the C-bit where it is below bit 52. */
    public static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    private PageTableEntry() {}
}
