package dev.sevsim.kernel.memory;

import static dev.sevsim.abi.Errno.EIO;
import static dev.sevsim.bus.cpu.PageTableEntry.ACCESSED;
import static dev.sevsim.bus.cpu.PageTableEntry.ADDRESS;
import static dev.sevsim.bus.cpu.PageTableEntry.COUNT;
import static dev.sevsim.bus.cpu.PageTableEntry.DIRTY;
import static dev.sevsim.bus.cpu.PageTableEntry.LARGE;
import static dev.sevsim.bus.cpu.PageTableEntry.PRESENT;
import static dev.sevsim.bus.cpu.PageTableEntry.WRITABLE;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.bus.memory.Encryption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernel's page tables: every byte of physical memory at its own address, with the C-bit in each leaf that is
 * private.
 *
 * <p>They are real tables in guest memory, read and written through the guest's key whatever their C-bits are. Large
 * leaves are split when part of one changes. Source: docs/reference/guest-kernel.md sections 9.3 and 10.1.
 */
public final class PageTables {
    private static final int LEVEL_BITS = 9;
    private static final int TOP_LEVEL = 3;
    private static final int LARGEST_LEAF_LEVEL = 2;
    private static final int FINE_GIGABYTES = 4;

    /** Pages that the tables start with: one, one, and one for each of the first four GiB. */
    private static final int FIRST_TABLES = 2 + FINE_GIGABYTES;

    /** Present, writable, accessed and dirty, tables and leaves alike. */
    private static final long ENTRY = PRESENT | WRITABLE | ACCESSED | DIRTY;

    private final GuestCpu cpu;
    private final long root;
    private final long end;
    private final long mask;
    private final Map<Long, Encryption> translations = new HashMap<>();
    private long nextTable;

    /**
     * Where tables may lie; nothing is written before {@link #build}.
     *
     * @param first first byte, on a page boundary
     * @param pages room, for the first tables and those that splitting makes
     * @param mask the C-bit; 0 without SEV
     */
    public PageTables(GuestCpu cpu, long first, int pages, long mask) {
        this.cpu = cpu;
        this.root = first;
        this.end = first + (long) pages * Page.SIZE;
        this.mask = mask;
        this.nextTable = first + FIRST_TABLES * Page.SIZE;
    }

    /**
     * Writes the first tables: 512 GiB, everything private, 2 MiB leaves in the first four GiB and 1 GiB leaves above.
     */
    public void build() {
        long gigabytes = root + Page.SIZE;
        writeTable(root, entry -> entry == 0 ? table(gigabytes) : 0);
        writeTable(
                gigabytes,
                entry -> entry < FINE_GIGABYTES
                        ? table(gigabytes + (entry + 1L) * Page.SIZE)
                        : leaf((long) entry << shift(LARGEST_LEAF_LEVEL), LARGEST_LEAF_LEVEL, mask));
        for (int gigabyte = 0; gigabyte < FINE_GIGABYTES; gigabyte++) {
            long start = (long) gigabyte << shift(2);
            writeTable(
                    gigabytes + (gigabyte + 1L) * Page.SIZE,
                    entry -> leaf(start + ((long) entry << shift(1)), 1, mask));
        }
    }

    /** The C-bit of the leaf that maps an address; kept until the next flush, as a translation buffer does. */
    Encryption encryptionOf(long address) {
        return translations.computeIfAbsent(address >>> Page.SHIFT, page -> {
            if (mask == 0) {
                return Encryption.ENCRYPTED;
            }
            return (read(leafSlot(address, TOP_LEVEL, root)) & mask) != 0 ? Encryption.ENCRYPTED : Encryption.PLAIN;
        });
    }

    /** The leaf that maps an address, C-bit and all; 0 where nothing is mapped. */
    public long leafOf(long address) {
        return read(leafSlot(address, TOP_LEVEL, root));
    }

    /**
     * Changes whole pages to shared or private: 0 or -EIO. The bytes stay as they are in memory, so what is read
     * afterwards is something else.
     */
    public int change(long address, long pages, Encryption to) {
        if (mask == 0) {
            return 0;
        }
        long last = address + pages * Page.SIZE;
        if ((address & Page.SIZE - 1) != 0 || pages <= 0 || last > 1L << shift(TOP_LEVEL)) {
            return -EIO.code();
        }
        cpu.flushCache(new GuestPhysical(address), (int) Math.min(Integer.MAX_VALUE, pages * Page.SIZE));
        for (long at = address; at < last; ) {
            long changed = changeLeaf(at, last, to);
            if (changed == 0) {
                return -EIO.code();
            }
            at += changed;
        }
        translations.clear();
        return 0;
    }

    /** Bytes from {@code at} on that are mapped as asked now; 0 when there is no page left to split a leaf with. */
    private long changeLeaf(long at, long last, Encryption to) {
        long table = root;
        for (int level = TOP_LEVEL; ; level--) {
            long slot = slot(table, at, level);
            long entry = read(slot);
            long size = 1L << shift(level);
            boolean isLeaf = level == 0 || (entry & LARGE) != 0;
            if (isLeaf && (at & size - 1) == 0 && at + size <= last) {
                write(slot, to == Encryption.ENCRYPTED ? entry | mask : entry & ~mask);
                return size;
            }
            if (isLeaf) {
                if (nextTable == end) {
                    return 0;
                }
                entry = split(slot, entry, level);
            }
            table = entry & ADDRESS & ~mask;
        }
    }

    private long split(long slot, long entry, int level) {
        long made = nextTable;
        nextTable += Page.SIZE;
        long start = entry & ADDRESS & ~mask;
        writeTable(made, index -> leaf(start + ((long) index << shift(level - 1)), level - 1, entry & mask));
        long replaced = table(made);
        write(slot, replaced);
        return replaced;
    }

    private long leafSlot(long address, int level, long table) {
        long slot = slot(table, address, level);
        long entry = level == 0 ? 0 : read(slot);
        return level == 0 || (entry & LARGE) != 0 || (entry & PRESENT) == 0
                ? slot
                : leafSlot(address, level - 1, entry & ADDRESS & ~mask);
    }

    private static long slot(long table, long address, int level) {
        return table + (address >>> shift(level) & COUNT - 1) * Long.BYTES;
    }

    private static int shift(int level) {
        return Page.SHIFT + level * LEVEL_BITS;
    }

    private long table(long address) {
        return address | mask | ENTRY;
    }

    private static long leaf(long address, int level, long encryption) {
        return address | encryption | ENTRY | (level == 0 ? 0 : LARGE);
    }

    /** One entry of a table by its index. */
    @FunctionalInterface
    private interface Content {
        long entry(int index);
    }

    private void writeTable(long address, Content content) {
        byte[] raw = new byte[Page.SIZE];
        ByteBuffer table = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        for (int index = 0; index < COUNT; index++) {
            table.putLong(content.entry(index));
        }
        cpu.write(new GuestPhysical(address), Encryption.ENCRYPTED, raw, 0, raw.length);
    }

    private long read(long slot) {
        return cpu.read(new GuestPhysical(slot), Encryption.ENCRYPTED, Long.BYTES)
                .asLittleEndian()
                .getLong();
    }

    private void write(long slot, long entry) {
        cpu.write(new GuestPhysical(slot), Encryption.ENCRYPTED, Bytes.u64Le(entry));
    }
}
