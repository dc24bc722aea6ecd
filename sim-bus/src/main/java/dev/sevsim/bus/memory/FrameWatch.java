package dev.sevsim.bus.memory;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Page;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether a frame holds one page of expected plaintext, and under which key, from one write to the next.
 *
 * <p>Memory calls it under the frame's lock. A key is any object that stands for one, by its identity.
 */
public final class FrameWatch {
    private final Bytes image;
    private final int offset;
    private final AtomicBoolean changed;
    private volatile @Nullable Object holdsUnder;

    /**
     * A watch of a frame that was not compared yet.
     *
     * @param image holds the expected page
     * @param offset of the page in {@code image}; 4096 bytes follow
     * @param changed set by each write that changes what the frame holds; several watches may share it
     */
    public FrameWatch(Bytes image, int offset, AtomicBoolean changed) {
        this.image = image;
        this.offset = Objects.checkFromIndexSize(offset, Page.SIZE, image.length());
        this.changed = changed;
    }

    /** Whether the last comparison found the expected page under {@code key}. */
    public boolean isHeldUnder(Object key) {
        return Objects.equals(holdsUnder, key);
    }

    /** Compares the plaintext of the whole frame under {@code key}, and remembers the outcome. */
    public boolean read(Object key, byte[] page) {
        boolean holds = matches(page, 0);
        holdsUnder = holds ? key : null;
        return holds;
    }

    /** As {@link #read}, for a frame that a first write may allocate at the same moment: nothing is remembered. */
    public boolean matches(byte[] page, int from) {
        return image.matches(offset, page, from, Page.SIZE);
    }

    /** The frame was written with {@code length} bytes of {@code plain} from {@code from}, through {@code key}. */
    public void written(Object key, byte[] plain, int from, int length) {
        boolean held = isHeldUnder(key);
        boolean holds = length == Page.SIZE && matches(plain, from);
        holdsUnder = holds ? key : null;
        if (!held || !holds) {
            changed.set(true);
        }
    }

    /** The frame was written with contents that are not shown. */
    public void written() {
        holdsUnder = null;
        changed.set(true);
    }
}
