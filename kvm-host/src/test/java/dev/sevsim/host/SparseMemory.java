package dev.sevsim.host;

import dev.sevsim.bus.memory.MemoryPort;
import java.util.HashMap;
import java.util.Map;

/** DRAM without an encryption engine: byte arrays by page. */
public final class SparseMemory implements MemoryPort {
    private final long size;
    private final Map<Long, byte[]> pages = new HashMap<>();

    public SparseMemory(long size) {
        this.size = size;
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
        for (int i = 0; i < length; i++) {
            byte[] page = pages.get((address + i) / PAGE_SIZE);
            target[offset + i] = page == null ? 0 : page[(int) ((address + i) % PAGE_SIZE)];
        }
    }

    @Override
    public void write(long address, byte[] source, int offset, int length) {
        check(address, length);
        for (int i = 0; i < length; i++) {
            byte[] page = pages.computeIfAbsent((address + i) / PAGE_SIZE, n -> new byte[PAGE_SIZE]);
            page[(int) ((address + i) % PAGE_SIZE)] = source[offset + i];
        }
    }

    private void check(long address, int length) {
        if (!contains(address, length)) {
            throw new IndexOutOfBoundsException("0x" + Long.toHexString(address) + "+" + length);
        }
    }
}
