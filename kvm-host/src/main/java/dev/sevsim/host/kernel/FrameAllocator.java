package dev.sevsim.host.kernel;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.MemoryPort;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The host's free page frames.
 *
 * <p>By frame number. Processes get the lowest frames, the kernel the highest, so that neither splits the runs of the
 * other. A frame that was in use before is zeroed when it is allocated again.
 */
public final class FrameAllocator {
    /** Memory below 1 MiB is left to the platform. */
    private static final long FIRST_FRAME = (1L << 20) / Page.SIZE;

    private static final int PROBES = 64;

    private final TreeMap<Long, Long> free = new TreeMap<>();
    private final FrameSet used = new FrameSet();
    private final MemoryPort memory;
    private final long seed;
    private final long end;
    private long draws;

    /** All of {@code memory} above 1 MiB; {@code seed} chooses the order of scattered frames. */
    public FrameAllocator(MemoryPort memory, long seed) {
        this.memory = memory;
        this.seed = seed;
        this.end = frames(memory);
        if (end > FIRST_FRAME) {
            free.put(FIRST_FRAME, end);
        }
    }

    /** A run of {@code count} frames at the lowest place that has one. */
    public synchronized OptionalLong lowest(long count) {
        for (Map.Entry<Long, Long> hole : free.entrySet()) {
            if (hole.getValue() - hole.getKey() >= count) {
                return OptionalLong.of(take(hole.getKey(), count));
            }
        }
        return OptionalLong.empty();
    }

    /** A run of {@code count} frames at the highest place, its first frame a multiple of {@code alignment}. */
    public synchronized OptionalLong highest(long count, long alignment) {
        for (Map.Entry<Long, Long> hole : free.descendingMap().entrySet()) {
            long start = (hole.getValue() - count) / alignment * alignment;
            if (start >= hole.getKey()) {
                return OptionalLong.of(take(start, count));
            }
        }
        return OptionalLong.empty();
    }

    /** One frame from an arbitrary place; the sequence depends on the seed alone. */
    public synchronized OptionalLong scattered() {
        for (int probe = 0; probe < PROBES; probe++) {
            long candidate = FIRST_FRAME + Long.remainderUnsigned(mix(seed + draws++), Math.max(1, end - FIRST_FRAME));
            Map.Entry<Long, Long> hole = free.floorEntry(candidate);
            if (hole != null && candidate < hole.getValue()) {
                return OptionalLong.of(take(candidate, 1));
            }
        }
        return lowest(1);
    }

    /** Number of frames of the host. */
    public long total() {
        return end;
    }

    /** Number of free frames. */
    public synchronized long free() {
        return free.entrySet().stream()
                .mapToLong(hole -> hole.getValue() - hole.getKey())
                .sum();
    }

    /** Releases a run. */
    public synchronized void release(long first, long count) {
        used.add(first, count);
        long start = first;
        long stop = first + count;
        Map.Entry<Long, Long> below = free.floorEntry(start);
        if (below != null && below.getValue() == start) {
            start = below.getKey();
        }
        Long above = free.remove(stop);
        free.put(start, above != null ? above : stop);
    }

    private long take(long start, long count) {
        Map.Entry<Long, Long> hole = free.floorEntry(start);
        if (hole == null) {
            throw new IllegalStateException("frame " + start + " is not free");
        }
        free.remove(hole.getKey());
        if (hole.getKey() < start) {
            free.put(hole.getKey(), start);
        }
        if (start + count < hole.getValue()) {
            free.put(start + count, hole.getValue());
        }
        wipe(start, count);
        return start;
    }

    /** Zeroes frames that were in use; those that hold zeros are not written, since most were never touched. */
    private void wipe(long start, long count) {
        byte[] zeros = new byte[Page.SIZE];
        byte[] content = new byte[Page.SIZE];
        used.remove(start, count, frame -> {
            long address = frame * Page.SIZE;
            memory.read(address, content, 0, content.length);
            if (!Arrays.equals(content, zeros)) {
                memory.write(address, zeros, 0, zeros.length);
            }
        });
    }

    /** The number of frames, by bisection of the addresses that {@code memory} contains. */
    private static long frames(MemoryPort memory) {
        long low = 0;
        long high = 1;
        while (memory.contains(0, high * Page.SIZE)) {
            low = high;
            high <<= 1;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (memory.contains(0, middle * Page.SIZE)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The finaliser of SplitMix64: a bijection of 64-bit numbers. */
    private static long mix(long value) {
        long z = (value + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
