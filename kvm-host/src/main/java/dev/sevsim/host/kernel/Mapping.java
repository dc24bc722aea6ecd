package dev.sevsim.host.kernel;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.Page;
import dev.sevsim.host.process.FrameOrder;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One range of a process' addresses and the frames behind it. */
final class Mapping {
    private final long base;
    private final long pages;
    private final Backing backing;
    private final BitSet touched = new BitSet();
    private final Map<Long, Long> single = new HashMap<>();

    /**
     * Where frames come from.
     *
     * @param order how frames are taken one by one
     * @param firstFrame of one run for all pages; empty when frames are taken at the first access
     * @param owned whether frames are released with the mapping
     */
    private record Backing(FrameOrder order, OptionalLong firstFrame, boolean owned) {}

    /** Frames are taken one by one. */
    Mapping(long base, long pages, FrameOrder order) {
        this(base, pages, new Backing(order, OptionalLong.empty(), true));
    }

    private Mapping(long base, long pages, Backing backing) {
        this.base = base;
        this.pages = pages;
        this.backing = backing;
    }

    /** All frames are one reserved run. */
    static Mapping owned(long base, long pages, long firstFrame) {
        return new Mapping(base, pages, new Backing(FrameOrder.CONTIGUOUS, OptionalLong.of(firstFrame), true));
    }

    /** All frames are one run of the kernel, which is not released with the mapping. */
    static Mapping borrowed(long base, long pages, long firstFrame) {
        return new Mapping(base, pages, new Backing(FrameOrder.CONTIGUOUS, OptionalLong.of(firstFrame), false));
    }

    long base() {
        return base;
    }

    long end() {
        return base + pages * Page.SIZE;
    }

    boolean isLinear() {
        return backing.firstFrame().isPresent();
    }

    long linearFrame() {
        return backing.firstFrame().orElseThrow();
    }

    /** Appends the touched pages from {@code first} up to, not including, {@code end}. */
    void addTouched(long first, long end, List<PhysicalRun> runs) {
        if (!isLinear()) {
            for (long page = first; page < end; page++) {
                Long frame = single.get(page);
                if (frame != null) {
                    runs.add(runOf(frame, 1));
                }
            }
            return;
        }
        int from = touched.nextSetBit((int) first);
        while (from >= 0 && from < end) {
            int to = (int) Math.min(touched.nextClearBit(from), end);
            runs.add(runOf(linearFrame() + from, to - from));
            from = touched.nextSetBit(to);
        }
    }

    private static PhysicalRun runOf(long frame, long pages) {
        return new PhysicalRun(frame * Page.SIZE, pages * Page.SIZE);
    }

    long frame(long page, FrameAllocator frames) {
        if (isLinear()) {
            touched.set((int) page);
            return linearFrame() + page;
        }
        Long present = single.get(page);
        if (present != null) {
            return present;
        }
        OptionalLong fresh = backing.order() == FrameOrder.SCATTERED ? frames.scattered() : frames.lowest(1);
        long frame = fresh.orElseThrow(() -> new ErrnoException(Errno.ENOMEM, "no free frame"));
        single.put(page, frame);
        return frame;
    }

    void release(FrameAllocator frames) {
        if (!backing.owned()) {
            return;
        }
        if (isLinear()) {
            frames.release(linearFrame(), pages);
        }
        single.values().forEach(frame -> frames.release(frame, 1));
        single.clear();
    }
}
