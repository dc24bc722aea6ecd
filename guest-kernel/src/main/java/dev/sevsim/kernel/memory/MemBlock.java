package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Page;
import dev.sevsim.abi.uapi.E820Type;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The early allocator: RAM of the e820 map less what is in use. Any part of the rest can be allocated next.
 *
 * <p>It gives memory from the top down below a limit, as the real one does; which range exactly is our choice.
 */
public final class MemBlock {

    /** A range below this size holds no block of order 4, 16 pages. */
    private static final int LARGEST_SMALL_BLOCK = 16 * Page.SIZE;

    private static final byte[] ZEROS = new byte[LARGEST_SMALL_BLOCK];

    /** Free ranges: first byte to the byte after the last. */
    private final TreeMap<Long, Long> free = new TreeMap<>();

    /** All whole pages of RAM are free. */
    public MemBlock(E820Map e820) {
        for (E820Map.Entry entry : e820.entries()) {
            long start = roundUp(entry.address(), Page.SIZE);
            long end = entry.end() & -Page.SIZE;
            if (entry.type() == E820Type.RAM && start < end) {
                free.put(start, end);
            }
        }
    }

    /** Takes the pages that a range touches out of what is free. */
    public void reserve(long address, long size) {
        if (size <= 0) {
            return;
        }
        long start = address & -Page.SIZE;
        long end = roundUp(address + size, Page.SIZE);
        for (Map.Entry<Long, Long> range : new TreeMap<>(free.headMap(end)).entrySet()) {
            if (range.getValue() > start) {
                free.remove(range.getKey());
                put(range.getKey(), Math.min(start, range.getValue()));
                put(Math.max(end, range.getKey()), range.getValue());
            }
        }
    }

    /** Gives a range back that was in use. */
    public void release(long address, long size) {
        put(address, address + size);
    }

    /** Whether the page of an address can be allocated. */
    public boolean isFree(long address) {
        Map.Entry<Long, Long> range = free.floorEntry(address);
        return range != null && address < range.getValue();
    }

    /**
     * The highest free range of a size below a limit, which is then in use; empty when there is none.
     *
     * @param alignment a power of two, at least a page
     */
    public OptionalLong allocate(long size, long alignment, long limit) {
        for (Map.Entry<Long, Long> range : free.descendingMap().entrySet()) {
            long start = Math.min(limit, range.getValue()) - size & -alignment;
            if (start >= range.getKey() && start > 0) {
                reserve(start, size);
                return OptionalLong.of(start);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Hands over to the page allocator: the first pages that the kernel asks for come from the smallest free blocks,
     * and what they held is overwritten.
     *
     * @param memory in which they are cleared
     */
    public void useSmallestBlocks(PhysicalMemory memory) {
        for (Map.Entry<Long, Long> range : new TreeMap<>(free).entrySet()) {
            long size = range.getValue() - range.getKey();
            if (size < LARGEST_SMALL_BLOCK) {
                memory.write(range.getKey(), ZEROS, 0, (int) size);
                reserve(range.getKey(), size);
            }
        }
    }

    private void put(long start, long end) {
        if (start < end) {
            free.put(start, end);
        }
    }

    private static long roundUp(long value, long alignment) {
        return value + alignment - 1 & -alignment;
    }
}
