package dev.sevsim.host.kernel;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;

/** A set of page frames, by frame number; its size follows the regions that have members. */
final class FrameSet {
    private static final int REGION_SHIFT = 15;
    private static final long REGION_FRAMES = 1L << REGION_SHIFT;

    private final Map<Long, BitSet> regions = new HashMap<>();

    /** Adds a run. */
    void add(long first, long count) {
        long end = first + count;
        for (long start = first; start < end; start = regionEnd(start)) {
            regions.computeIfAbsent(start >>> REGION_SHIFT, unused -> new BitSet())
                    .set(at(start), at(start) + (int) (Math.min(end, regionEnd(start)) - start));
        }
    }

    /** Removes the members of a run, from the lowest, and gives each to {@code removed}. */
    void remove(long first, long count, LongConsumer removed) {
        long end = first + count;
        for (long start = first; start < end; start = regionEnd(start)) {
            BitSet region = regions.get(start >>> REGION_SHIFT);
            if (region != null) {
                remove(region, start, Math.min(end, regionEnd(start)), removed);
            }
        }
    }

    private void remove(BitSet region, long first, long end, LongConsumer removed) {
        long base = first - at(first);
        for (int bit = region.nextSetBit(at(first)); bit >= 0 && base + bit < end; bit = region.nextSetBit(bit + 1)) {
            region.clear(bit);
            removed.accept(base + bit);
        }
        if (region.isEmpty()) {
            regions.remove(base >>> REGION_SHIFT);
        }
    }

    private static long regionEnd(long frame) {
        return ((frame >>> REGION_SHIFT) + 1) << REGION_SHIFT;
    }

    private static int at(long frame) {
        return (int) (frame & (REGION_FRAMES - 1));
    }
}
