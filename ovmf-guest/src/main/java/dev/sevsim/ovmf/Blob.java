package dev.sevsim.ovmf;

/**
 * A file that was fetched into private memory.
 *
 * @param address guest physical address; 0 for an empty blob
 * @param size bytes
 */
record Blob(long address, long size) {
    static final Blob EMPTY = new Blob(0, 0);

    boolean isEmpty() {
        return size == 0;
    }
}
