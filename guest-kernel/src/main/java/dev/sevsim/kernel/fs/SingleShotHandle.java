package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.ENOMEM;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A file whose content is produced in one piece: taken at the first read or seek, kept for the reads that go on from
 * there, taken anew after rewinding or moving.
 *
 * <p>Reads with and without a position share one buffer. Source: docs/reference/guest-kernel.md section 6.1
 * (single-shot seq_file).
 */
public final class SingleShotHandle implements FileHandle {
    private static final byte[] NOTHING = new byte[0];

    private final Supplier<Optional<byte[]>> content;
    private final Runnable onRelease;
    /** Bytes that were taken and not yet read. */
    private byte[] left = NOTHING;

    private boolean taken;
    private long expected;

    /** {@code content} is empty when it cannot be produced (-ENOMEM). */
    public SingleShotHandle(Supplier<Optional<byte[]>> content, Runnable onRelease) {
        this.content = content;
        this.onRelease = onRelease;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (position == 0) {
            forget();
        }
        if (position != expected) {
            if (!place(position)) {
                return -ENOMEM.code();
            }
            expected = position;
        }
        if (!taken && !take(0)) {
            return -ENOMEM.code();
        }
        int count = Math.min(length, left.length);
        System.arraycopy(left, 0, target, offset, count);
        left = Arrays.copyOfRange(left, count, left.length);
        expected += count;
        return count;
    }

    /** Takes the content unless the position is where the reads are already. */
    @Override
    public long seek(long current, long offset, Whence whence) {
        long target = FileHandle.seekWithoutEnd(current, offset, whence);
        if (target >= 0 && target != expected) {
            if (!place(target)) {
                return -ENOMEM.code();
            }
            expected = target;
        }
        return target;
    }

    @Override
    public boolean writesAtPosition() {
        return false;
    }

    private boolean place(long position) {
        forget();
        return position == 0 || take(position);
    }

    private boolean take(long position) {
        Optional<byte[]> all = content.get();
        all.ifPresent(bytes -> {
            left = position < bytes.length ? Arrays.copyOfRange(bytes, (int) position, bytes.length) : NOTHING;
            taken = true;
        });
        if (all.isEmpty()) {
            forget();
            expected = 0;
        }
        return all.isPresent();
    }

    private void forget() {
        left = NOTHING;
        taken = false;
    }

    @Override
    public void release() {
        forget();
        onRelease.run();
    }
}
