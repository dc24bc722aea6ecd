package dev.sevsim.it.bench;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.MemoryPort;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.memory.EncryptedMemory;
import dev.sevsim.psp.FirmwareProfile;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a board of 4 GiB costs when some of its pages were touched.
 *
 * @param pages pages written, one after the other
 * @param frames frames that the board reports as held
 * @param heapBytes Java heap that the board keeps from being collected
 */
record MemoryCost(int pages, long frames, long heapBytes) {
    static final long BOARD = 4L << 30;

    /** What a page may cost on top of its bytes. */
    static final double MOST_PER_PAGE = 1.05;

    /** What an untouched board may cost. */
    static final long MOST_UNTOUCHED = 1 << 20;

    private static final int COLLECTIONS = 4;

    static List<MemoryCost> measureAll() {
        // The first board also pays for classes and caches that all share.
        var unused = measure(1);
        return IntStream.of(0, 1_000, 10_000, 100_000)
                .mapToObj(MemoryCost::measure)
                .toList();
    }

    boolean isMet() {
        return frames == pages && heapBytes <= MOST_UNTOUCHED + (long) (pages * MOST_PER_PAGE * Page.SIZE);
    }

    private static MemoryCost measure(int pages) {
        long before = usedHeap();
        EncryptedMemory memory = FirmwareProfile.milan().memory(BOARD, SeededRandom.of(1));
        MemoryPort host = memory.hostPort();
        byte[] page = new byte[Page.SIZE];
        for (int i = 0; i < pages; i++) {
            host.write((long) i * Page.SIZE, page, 0, Page.SIZE);
        }
        long used = usedHeap() - before;
        return new MemoryCost(pages, memory.touchedFrames(), used);
    }

    private static long usedHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
