package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Page;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A mapped range of physical memory; offsets count from its first byte.
 *
 * <p>The page tables map whole pages, so the bytes after the range in its last page can be reached too.
 *
 * @param memory through which it is mapped
 * @param base physical address of offset 0
 * @param size bytes asked for
 */
public record IoMapping(PhysicalMemory memory, long base, long size) {

    /** Reads {@code length} bytes at {@code offset}. */
    public byte[] read(long offset, int length) {
        byte[] target = new byte[length];
        memory.read(base + offset, target, 0, length);
        return target;
    }

    /** Writes all of {@code source} at {@code offset}. */
    public void write(long offset, byte[] source) {
        memory.write(base + offset, source, 0, source.length);
    }

    /** The little-endian u32 at {@code offset}. */
    public int readU32(long offset) {
        return ByteBuffer.wrap(read(offset, Integer.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    /** Writes the cache lines of a range back to memory. */
    public void flush(long offset, int length) {
        memory.flushCache(base + offset, length);
    }

    /** Whether {@code length} bytes at {@code offset} lie in the mapped pages. */
    public boolean covers(long offset, long length) {
        long mappedEnd = (base + size + Page.SIZE - 1) / Page.SIZE * Page.SIZE - base;
        return offset >= 0 && length >= 0 && length <= mappedEnd - offset;
    }
}
