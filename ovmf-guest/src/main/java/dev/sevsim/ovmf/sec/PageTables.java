package dev.sevsim.ovmf.sec;

import static dev.sevsim.bus.cpu.PageTableEntry.ACCESSED;
import static dev.sevsim.bus.cpu.PageTableEntry.ADDRESS;
import static dev.sevsim.bus.cpu.PageTableEntry.COUNT;
import static dev.sevsim.bus.cpu.PageTableEntry.DIRTY;
import static dev.sevsim.bus.cpu.PageTableEntry.LARGE;
import static dev.sevsim.bus.cpu.PageTableEntry.PRESENT;
import static dev.sevsim.bus.cpu.PageTableEntry.WRITABLE;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.ovmf.image.ReleaseBehaviour.TableEncryption;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * Four-level identity page tables in guest memory, 2 MiB pages, with the C-bit on the leaves and, in older releases, on
 * every entry.
 *
 * <pre>
 *   page 0     level 4, one entry
 *   page 1     level 3, an entry per GiB
 *   page 2...  level 2, a page per GiB
 * </pre>
 *
 * <p>Source: docs/reference/ovmf-guest.md section 11.3.
 *
 * @param base of the level 4 table
 * @param gibibytes of addresses that are mapped, from 0
 */
public record PageTables(GuestMemory memory, long base, long gibibytes, CBit cBit) {
    private static final long LARGE_PAGE = 2L << 20;
    private static final long GIB = 1L << 30;
    private static final long TABLE = PRESENT | WRITABLE | ACCESSED;
    private static final long LEAF = TABLE | DIRTY;

    /**
     * The C-bit and where it goes.
     *
     * @param mask the bit; zero without SEV
     * @param entries which entries have it
     */
    public record CBit(long mask, TableEncryption entries) {
        private long tableBits() {
            return entries == TableEncryption.EVERY_ENTRY ? TABLE | mask : TABLE;
        }
    }

    /** Pages that tables for so many GiB take; at most 512 GiB hang under one level-4 entry. */
    public static int pagesFor(long gibibytes) {
        return 2 + (int) gibibytes;
    }

    /** Writes tables at {@code base} that map every address below {@code gibibytes} GiB as private. */
    public static PageTables build(GuestMemory memory, long base, long gibibytes, CBit cBit) {
        long table = cBit.tableBits();
        byte[] raw = new byte[pagesFor(gibibytes) * Page.SIZE];
        ByteBuffer b = GuestMemory.littleEndian(raw);
        b.putLong(0, (base + Page.SIZE) | table);
        for (int gib = 0; gib < gibibytes; gib++) {
            b.putLong(Page.SIZE + 8 * gib, (base + (2L + gib) * Page.SIZE) | table);
            for (int i = 0; i < COUNT; i++) {
                long address = gib * GIB + i * LARGE_PAGE;
                b.putLong((2 + gib) * Page.SIZE + 8 * i, address | cBit.mask() | LEAF | LARGE);
            }
        }
        memory.write(base, raw);
        return new PageTables(memory, base, gibibytes, cBit);
    }

    /** The first address that is not mapped. */
    public long top() {
        return gibibytes * GIB;
    }

    /**
     * Clears the C-bit of a page-aligned range; a 2 MiB page that is only partly in it is split with a page from
     * {@code tablePages}.
     */
    public void share(long start, long length, LongSupplier tablePages) {
        change(start, length, 0, tablePages);
    }

    /** Sets the C-bit of a page-aligned range. */
    public void encrypt(long start, long length, LongSupplier tablePages) {
        change(start, length, cBit.mask(), tablePages);
    }

    private void change(long start, long length, long mask, LongSupplier tablePages) {
        long end = Math.min(start + length, gibibytes * GIB);
        for (long at = start; at < end; at = nextGib(at)) {
            changeInGib(at, Math.min(end, nextGib(at)), mask, tablePages);
        }
    }

    private void changeInGib(long start, long end, long mask, LongSupplier tablePages) {
        long firstEntry = start % GIB / LARGE_PAGE;
        long lastEntry = (end - 1) % GIB / LARGE_PAGE;
        long entries = base + (2 + start / GIB) * Page.SIZE + 8 * firstEntry;
        byte[] raw =
                memory.read(entries, (int) (lastEntry - firstEntry + 1) * 8).toArray();
        ByteBuffer b = GuestMemory.littleEndian(raw);
        for (long at = start; at < end; at = (at / LARGE_PAGE + 1) * LARGE_PAGE) {
            int offset = (int) (at % GIB / LARGE_PAGE - firstEntry) * 8;
            long pageStart = at / LARGE_PAGE * LARGE_PAGE;
            long entry = b.getLong(offset);
            if ((entry & LARGE) != 0 && at == pageStart && end >= pageStart + LARGE_PAGE) {
                b.putLong(offset, (entry & ~cBit.mask()) | mask);
                continue;
            }
            if ((entry & LARGE) != 0) {
                entry = split(pageStart, entry, tablePages.getAsLong());
                b.putLong(offset, entry);
            }
            changeSmall(entry & ADDRESS & ~cBit.mask(), at, Math.min(end, pageStart + LARGE_PAGE), mask);
        }
        memory.write(entries, raw);
    }

    private long split(long pageStart, long entry, long table) {
        byte[] raw = new byte[Page.SIZE];
        ByteBuffer b = GuestMemory.littleEndian(raw);
        for (int i = 0; i < COUNT; i++) {
            b.putLong(8 * i, (pageStart + (long) i * Page.SIZE) | (entry & cBit.mask()) | LEAF);
        }
        memory.write(table, raw);
        return table | cBit.tableBits();
    }

    private void changeSmall(long table, long start, long end, long mask) {
        int first = (int) (start % LARGE_PAGE / Page.SIZE);
        int count = (int) ((end - start) / Page.SIZE);
        byte[] raw = memory.read(table + 8L * first, 8 * count).toArray();
        ByteBuffer b = GuestMemory.littleEndian(raw);
        for (int i = 0; i < count; i++) {
            b.putLong(8 * i, (b.getLong(8 * i) & ~cBit.mask()) | mask);
        }
        memory.write(table + 8L * first, Bytes.copyOf(raw));
    }

    private static long nextGib(long address) {
        return (address / GIB + 1) * GIB;
    }
}
