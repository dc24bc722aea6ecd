package dev.sevsim.memory;

import dev.sevsim.abi.Page;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of the memory chips: frames of 4 KiB, allocated at the first write.
 *
 * <p>A frame's own monitor guards its bytes, so that a block is never seen half written.
 */
final class Dram {
    private static final int FRAMES_PER_GROUP = 512;

    private final long sizeBytes;
    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<byte @Nullable []>> groups;
    private final AtomicLong touched = new AtomicLong();
    private final byte[] untouched = new byte[Page.SIZE];
    private final FrameWatches watches;
    private volatile @Nullable WrittenFrames written;

    Dram(long sizeBytes) {
        if (sizeBytes <= 0 || sizeBytes % Page.SIZE != 0) {
            throw new IllegalArgumentException("DRAM of " + sizeBytes + " bytes, expected a multiple of 4096");
        }
        this.sizeBytes = sizeBytes;
        long groupBytes = (long) FRAMES_PER_GROUP * Page.SIZE;
        groups = new AtomicReferenceArray<>(Math.toIntExact((sizeBytes + groupBytes - 1) / groupBytes));
        watches = new FrameWatches(sizeBytes / Page.SIZE);
    }

    long sizeBytes() {
        return sizeBytes;
    }

    long touchedFrames() {
        return touched.get();
    }

    /** Addresses of the frames that were made so far, from the lowest. */
    LongStream touchedAddresses() {
        return IntStream.range(0, groups.length()).boxed().flatMapToLong(this::touchedAddresses);
    }

    private LongStream touchedAddresses(int at) {
        AtomicReferenceArray<byte @Nullable []> group = groups.get(at);
        if (group == null) {
            return LongStream.empty();
        }
        return IntStream.range(0, FRAMES_PER_GROUP)
                .filter(index -> group.get(index) != null)
                .mapToLong(index -> ((long) at * FRAMES_PER_GROUP + index) * Page.SIZE);
    }

    boolean contains(long address, long lengthBytes) {
        return address >= 0 && lengthBytes >= 0 && address < sizeBytes && lengthBytes <= sizeBytes - address;
    }

    void check(long address, long lengthBytes) {
        if (!contains(address, lengthBytes)) {
            throw new IndexOutOfBoundsException("0x" + Long.toHexString(address) + " and " + lengthBytes
                    + " bytes, DRAM ends at 0x" + Long.toHexString(sizeBytes));
        }
    }

    /** Notes each frame that is written from now on. */
    WrittenFrames noteWrites() {
        WrittenFrames noted = new WrittenFrames();
        written = noted;
        return noted;
    }

    /** Who is told of writes. */
    FrameWatches watches() {
        return watches;
    }

    /** Whether a frame was written before, so that its monitor guards it from now on. */
    @SuppressWarnings("ReferenceEquality") // the one shared frame, and not one of equal content
    boolean isTouched(byte[] frame) {
        return frame != untouched;
    }

    /** The frame to read from; a page never written is one shared frame of zeros, which is never written. */
    byte[] frameToRead(long address) {
        AtomicReferenceArray<byte @Nullable []> group = groups.get(groupOf(address));
        if (group == null) {
            return untouched;
        }
        byte[] frame = group.get(indexOf(address));
        return frame != null ? frame : untouched;
    }

    /** The frame to write to, allocated when missing. */
    byte[] frameToWrite(long address) {
        note(address);
        AtomicReferenceArray<byte @Nullable []> group = groupToWrite(address);
        int index = indexOf(address);
        byte[] frame = group.get(index);
        if (frame != null) {
            return frame;
        }
        byte[] fresh = new byte[Page.SIZE];
        byte[] before = group.compareAndExchange(index, null, fresh);
        if (before != null) {
            return before;
        }
        touched.incrementAndGet();
        return fresh;
    }

    /** Makes a frame that was never written, filled at once; false when there is one already. */
    boolean fill(long address, byte[] source, int offset) {
        AtomicReferenceArray<byte @Nullable []> group = groupToWrite(address);
        if (group.get(indexOf(address)) != null) {
            return false;
        }
        boolean isFirst =
                group.compareAndSet(indexOf(address), null, Arrays.copyOfRange(source, offset, offset + Page.SIZE));
        if (isFirst) {
            note(address);
            touched.incrementAndGet();
            watches.written(address);
        }
        return isFirst;
    }

    private void note(long address) {
        WrittenFrames noted = written;
        if (noted != null) {
            noted.add(address);
        }
    }

    private AtomicReferenceArray<byte @Nullable []> groupToWrite(long address) {
        int at = groupOf(address);
        AtomicReferenceArray<byte @Nullable []> group = groups.get(at);
        if (group == null) {
            groups.compareAndSet(at, null, new AtomicReferenceArray<>(FRAMES_PER_GROUP));
            group = groups.get(at);
        }
        if (group == null) {
            throw new IllegalStateException("group " + at + " was taken away");
        }
        return group;
    }

    private static int groupOf(long address) {
        return (int) (address / Page.SIZE / FRAMES_PER_GROUP);
    }

    private static int indexOf(long address) {
        return (int) (address / Page.SIZE % FRAMES_PER_GROUP);
    }
}
