package dev.sevsim.testkit.guest;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.memory.PagePieces;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** DRAM without an encryption engine: byte arrays by page. */
public final class SparseMemory implements MemoryPort {
    private final long size;
    private final Map<Long, byte[]> pages = new ConcurrentHashMap<>();

    public SparseMemory(long size) {
        this.size = size;
    }

    public long pages() {
        return size / Page.SIZE;
    }

    public int touchedPages() {
        return pages.size();
    }

    @Override
    public boolean contains(long address, long lengthBytes) {
        return address >= 0 && lengthBytes >= 0 && address + lengthBytes >= 0 && address + lengthBytes <= size;
    }

    @Override
    public void read(long address, byte[] target, int offset, int length) {
        check(address, length);
        PagePieces.each(address, offset, length, (at, from, n) -> {
            byte[] page = pages.get(at / Page.SIZE);
            if (page == null) {
                Arrays.fill(target, from, from + n, (byte) 0);
            } else {
                System.arraycopy(page, (int) (at % Page.SIZE), target, from, n);
            }
        });
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
        check(address, length);
        PagePieces.each(address, offset, length, (at, from, n) -> {
            byte[] page = pages.computeIfAbsent(at / Page.SIZE, number -> new byte[Page.SIZE]);
            System.arraycopy(source, from, page, (int) (at % Page.SIZE), n);
        });
    }

    private void check(long address, int length) {
        if (!contains(address, length)) {
            throw new IndexOutOfBoundsException("0x" + Long.toHexString(address) + "+" + length);
        }
    }
}
