package dev.sevsim.ovmf.dxe;

/**
 * A file that was fetched into private memory.
 *
 * @param address guest physical address; 0 for an empty blob
 * @param size bytes
 */
public record Blob(long address, long size) {
    public static final Blob EMPTY = new Blob(0, 0);

    public boolean isEmpty() {
        return size == 0;
    }
}
