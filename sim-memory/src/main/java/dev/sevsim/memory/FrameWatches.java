package dev.sevsim.memory;

import dev.sevsim.abi.Page;
import dev.sevsim.bus.memory.FrameWatch;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The watches of each frame, most of which have none: a write to one of those costs one or two look-ups.
 *
 * <p>Methods that report a write are called under the frame's monitor, but for the first write to a frame.
 */
final class FrameWatches {
    /** Stands for an access without a key. */
    static final Object NO_KEY = new Object();

    private static final int FRAMES_PER_GROUP = 512;
    private static final FrameWatch[] NONE = {};

    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<FrameWatch @Nullable []>> groups;
    private volatile boolean isUsed;

    FrameWatches(long frames) {
        groups = new AtomicReferenceArray<>(Math.toIntExact((frames + FRAMES_PER_GROUP - 1) / FRAMES_PER_GROUP));
    }

    void add(long address, FrameWatch watch) {
        groupToAdd(groupOf(address)).updateAndGet(indexOf(address), before -> with(before, watch));
        isUsed = true;
    }

    private AtomicReferenceArray<FrameWatch @Nullable []> groupToAdd(int at) {
        AtomicReferenceArray<FrameWatch @Nullable []> group = groups.get(at);
        if (group != null) {
            return group;
        }
        AtomicReferenceArray<FrameWatch @Nullable []> fresh = new AtomicReferenceArray<>(FRAMES_PER_GROUP);
        AtomicReferenceArray<FrameWatch @Nullable []> before = groups.compareAndExchange(at, null, fresh);
        return before != null ? before : fresh;
    }

    void remove(long address, FrameWatch watch) {
        AtomicReferenceArray<FrameWatch @Nullable []> group = groups.get(groupOf(address));
        if (group != null) {
            group.updateAndGet(indexOf(address), before -> without(before, watch));
        }
    }

    /** Reports a write of {@code length} bytes of {@code plain} from {@code from} through {@code key}. */
    void written(long address, Object key, byte[] plain, int from, int length) {
        for (FrameWatch watch : of(address)) {
            watch.written(key, plain, from, length);
        }
    }

    /** Reports a write whose contents are not shown. */
    void written(long address) {
        for (FrameWatch watch : of(address)) {
            watch.written();
        }
    }

    private FrameWatch[] of(long address) {
        if (!isUsed) {
            return NONE;
        }
        AtomicReferenceArray<FrameWatch @Nullable []> group = groups.get(groupOf(address));
        FrameWatch[] watches = group == null ? null : group.get(indexOf(address));
        return watches == null ? NONE : watches;
    }

    private static FrameWatch[] with(FrameWatch @Nullable [] before, FrameWatch watch) {
        FrameWatch[] kept = before == null ? NONE : before;
        FrameWatch[] after = Arrays.copyOf(kept, kept.length + 1);
        after[kept.length] = watch;
        return after;
    }

    private static FrameWatch @Nullable [] without(FrameWatch @Nullable [] before, FrameWatch watch) {
        if (before == null || (before.length == 1 && before[0].equals(watch))) {
            return null; // most frames have one watch
        }
        FrameWatch[] kept =
                Arrays.stream(before).filter(other -> !other.equals(watch)).toArray(FrameWatch[]::new);
        return kept.length == 0 ? null : kept;
    }

    private static int groupOf(long address) {
        return (int) (address / Page.SIZE / FRAMES_PER_GROUP);
    }

    private static int indexOf(long address) {
        return (int) (address / Page.SIZE % FRAMES_PER_GROUP);
    }
}
