package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.PagePieces;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** An image as it is put together before it is written: pages with contents from the file, and pages of zeros. */
final class ImagePages {
    private final SortedMap<Long, byte[]> filled = new TreeMap<>();
    private final TreeSet<Long> zeroed = new TreeSet<>();

    /** Puts bytes of {@code source}; {@code offset} counts from the start of the image. */
    void put(long offset, byte[] source, int from, int length) {
        PagePieces.each(
                offset, from, length, (at, in, n) -> System.arraycopy(source, in, filledPage(at), Page.offset(at), n));
    }

    void zero(long offset, long length) {
        for (long at = offset; at < offset + length; at = pageOf(at) + Page.SIZE) {
            byte[] page = filled.get(pageOf(at));
            if (page != null) {
                int end = (int) Math.min(offset + length - pageOf(at), Page.SIZE);
                Arrays.fill(page, Page.offset(at), end, (byte) 0);
            } else {
                zeroed.add(pageOf(at));
            }
        }
    }

    byte[] get(long offset, int length) {
        byte[] bytes = new byte[length];
        PagePieces.each(offset, 0, length, (at, to, n) -> {
            byte[] page = filled.get(pageOf(at));
            if (page != null) {
                System.arraycopy(page, Page.offset(at), bytes, to, n);
            }
        });
        return bytes;
    }

    long u32(long offset) {
        return Integer.toUnsignedLong(littleEndian(get(offset, Integer.BYTES)).getInt());
    }

    /** Adds to a number of {@code width} bytes, 4 or 8. */
    void add(long offset, int width, long delta) {
        byte[] number = get(offset, width);
        ByteBuffer b = littleEndian(number);
        if (width == Long.BYTES) {
            b.putLong(0, b.getLong(0) + delta);
        } else {
            b.putInt(0, b.getInt(0) + (int) delta);
        }
        put(offset, number, 0, width);
    }

    /** Pages with contents from the file, by their addresses when the image is at {@code base}. */
    SortedMap<Long, Bytes> contents(long base) {
        SortedMap<Long, Bytes> pages = new TreeMap<>();
        filled.forEach((offset, page) -> pages.put(base + offset, Bytes.copyOf(page)));
        return pages;
    }

    /** Offsets of pages that hold zeros alone. */
    List<Long> zeroPages() {
        return zeroed.stream().filter(page -> !filled.containsKey(page)).toList();
    }

    private byte[] filledPage(long at) {
        return filled.computeIfAbsent(pageOf(at), page -> new byte[Page.SIZE]);
    }

    private static long pageOf(long offset) {
        return offset & -Page.SIZE;
    }

    private static ByteBuffer littleEndian(byte[] raw) {
        return ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    }
}
