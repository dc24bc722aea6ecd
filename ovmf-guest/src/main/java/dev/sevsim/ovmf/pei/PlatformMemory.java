package dev.sevsim.ovmf.pei;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.uapi.E820Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine's RAM from {@code etc/e820}, packed records of u64 address, u64 length, u32 type.
 *
 * <p>The legacy window from 640 KiB to 1 MiB is not RAM for OVMF. Records that wrap are ignored.
 *
 * @param ram page-aligned ranges of RAM, in file order
 * @param reserved ranges that are not RAM
 */
public record PlatformMemory(List<Range> ram, List<Range> reserved) {
    public static final long FOUR_GIB = 1L << 32;

    private static final int MAX_RECORDS = 128;
    private static final long PAGE_MASK = 0xFFF;
    private static final long LEGACY_START = 0xA_0000;
    private static final long LEGACY_END = 0x10_0000;
    /** The end of what page tables with one entry at level 4 map. */
    public static final long HIGHEST = 512L << 30;

    /** From {@code start} up to, not including, {@code end}. */
    record Range(long start, long end) {}

    public PlatformMemory {
        ram = List.copyOf(ram);
        reserved = List.copyOf(reserved);
    }

    static PlatformMemory of(Bytes e820) {
        List<Range> ram = new ArrayList<>();
        List<Range> reserved = new ArrayList<>();
        ByteBuffer b = e820.asLittleEndian();
        int records = Math.min(e820.length() / E820Type.RECORD_SIZE, MAX_RECORDS);
        for (int i = 0; i < records; i++) {
            long start = b.getLong(i * E820Type.RECORD_SIZE);
            long length = b.getLong(i * E820Type.RECORD_SIZE + 8);
            boolean inReach = start >= 0 && length > 0 && start < HIGHEST && length <= HIGHEST - start;
            if (inReach && b.getInt(i * E820Type.RECORD_SIZE + 16) == E820Type.RAM.code()) {
                addRam(ram, start, start + length);
            } else if (inReach) {
                add(reserved, start & ~PAGE_MASK, (start + length + PAGE_MASK) & ~PAGE_MASK);
            }
        }
        return new PlatformMemory(ram, reserved);
    }

    /** The end of the RAM that reaches highest below 4 GiB. */
    long lowTop() {
        return ram.stream()
                .filter(r -> r.start() < FOUR_GIB)
                .mapToLong(r -> Math.min(r.end(), FOUR_GIB))
                .max()
                .orElse(0);
    }

    /** The end of all RAM. */
    long top() {
        return ram.stream().mapToLong(Range::end).max().orElse(0);
    }

    private static void addRam(List<Range> ranges, long start, long end) {
        long first = (start + PAGE_MASK) & ~PAGE_MASK;
        long last = end & ~PAGE_MASK;
        add(ranges, first, Math.min(last, LEGACY_START));
        add(ranges, Math.max(first, LEGACY_END), last);
    }

    private static void add(List<Range> ranges, long start, long end) {
        if (start < end) {
            ranges.add(new Range(start, end));
        }
    }
}
