package dev.sevsim.host.kernel;

import dev.sevsim.abi.Errno;
import dev.sevsim.abi.Page;
import dev.sevsim.host.kernel.ProcessMemory.PhysicalRun;
import dev.sevsim.host.process.FrameOrder;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One range of a process' addresses and the frames behind it. */
final class Mapping {
    private static final long NONE = -1;

    private final long base;
    private final long pages;
    private final FrameOrder order;
    private final long linear;
    private final boolean owned;
    private final BitSet touched = new BitSet();
    private final Map<Long, Long> single = new HashMap<>();

    /** Frames are taken one by one. */
    Mapping(long base, long pages, FrameOrder order) {
        this(base, pages, order, NONE, true);
    }

    private Mapping(long base, long pages, FrameOrder order, long linear, boolean owned) {
        this.base = base;
        this.pages = pages;
        this.order = order;
        this.linear = linear;
        this.owned = owned;
    }

    /** All frames are one reserved run. */
    static Mapping owned(long base, long pages, long firstFrame) {
        return new Mapping(base, pages, FrameOrder.CONTIGUOUS, firstFrame, true);
    }

    /** All frames are one run of the kernel, which is not released with the mapping. */
    static Mapping borrowed(long base, long pages, long firstFrame) {
        return new Mapping(base, pages, FrameOrder.CONTIGUOUS, firstFrame, false);
    }

    long base() {
        return base;
    }

    long end() {
        return base + pages * Page.SIZE;
    }

    boolean isLinear() {
        return linear != NONE;
    }

    long linearFrame() {
        return linear;
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
            runs.add(runOf(linear + from, to - from));
            from = touched.nextSetBit(to);
        }
    }

    private static PhysicalRun runOf(long frame, long pages) {
        return new PhysicalRun(frame * Page.SIZE, pages * Page.SIZE);
    }

    long frame(long page, FrameAllocator frames) {
        if (isLinear()) {
            touched.set((int) page);
            return linear + page;
        }
        Long present = single.get(page);
        if (present != null) {
            return present;
        }
        OptionalLong fresh = order == FrameOrder.SCATTERED ? frames.scattered() : frames.lowest(1);
        long frame = fresh.orElseThrow(() -> new ErrnoException(Errno.ENOMEM, "no free frame"));
        single.put(page, frame);
        return frame;
    }

    void release(FrameAllocator frames) {
        if (!owned) {
            return;
        }
        if (isLinear()) {
            frames.release(linear, pages);
        }
        single.values().forEach(frame -> frames.release(frame, 1));
        single.clear();
    }
}
