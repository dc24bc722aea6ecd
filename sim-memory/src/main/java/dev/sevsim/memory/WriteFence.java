package dev.sevsim.memory;

/**
 * The range that only the Secure Processor may write.
 *
 * @param start first byte
 * @param end first byte after it
 */
record WriteFence(long start, long end) {
    /** No range at all. */
    static final WriteFence NONE = new WriteFence(0, 0);

    boolean overlaps(long address, int length) {
        return address < end && start < address + length;
    }
}
