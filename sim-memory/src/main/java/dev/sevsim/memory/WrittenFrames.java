package dev.sevsim.memory;

import dev.sevsim.abi.Page;
import java.util.HashSet;
import java.util.Set;

/** The frames that were written since they were last taken; any thread may use it. */
final class WrittenFrames {
    private Set<Long> numbers = new HashSet<>();
    /** Most writes are to the frame of the one before. */
    private long latest = -1;

    WrittenFrames() {}

    /** Addresses of the frames, from the lowest; the next call returns those that are written from now on. */
    synchronized long[] take() {
        long[] addresses = numbers.stream()
                .mapToLong(number -> number * Page.SIZE)
                .sorted()
                .toArray();
        numbers = new HashSet<>();
        latest = -1;
        return addresses;
    }

    /** A frame is about to be written, at any of its bytes. */
    synchronized void add(long address) {
        long number = address / Page.SIZE;
        if (number != latest) {
            numbers.add(number);
            latest = number;
        }
    }
}
