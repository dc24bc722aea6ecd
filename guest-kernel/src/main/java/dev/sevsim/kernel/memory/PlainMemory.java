package dev.sevsim.kernel.memory;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.PagePieces;
import java.util.HashMap;
import java.util.Map;

/** Memory without a machine behind it: pages that read as zero until they are written. */
public final class PlainMemory implements PhysicalMemory {
    /** Content of a page that was never written. */
    private final byte[] zeros = new byte[Page.SIZE];

    private final Map<Long, byte[]> pages = new HashMap<>();

    /** All zero. */
    public PlainMemory() {}

    /** All zero but for {@code content} at {@code address}. */
    public static PlainMemory holding(long address, Bytes content) {
        PlainMemory memory = new PlainMemory();
        memory.write(address, content);
        return memory;
    }

    @Override
    public void read(long address, byte[] target, int offset, int length) {
        PagePieces.each(address, offset, length, (at, from, n) -> {
            byte[] page = pages.getOrDefault(at >>> Page.SHIFT, zeros);
            System.arraycopy(page, (int) (at & (Page.SIZE - 1)), target, from, n);
        });
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
        PagePieces.each(address, offset, length, (at, from, n) -> {
            byte[] page = pages.computeIfAbsent(at >>> Page.SHIFT, number -> new byte[Page.SIZE]);
            System.arraycopy(source, from, page, (int) (at & (Page.SIZE - 1)), n);
        });
    }

    @Override
    public void flushCache(long address, int length) {}
}
