package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.ENOMEM;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content is produced in one piece: taken at the first read, kept for the reads that go on from there,
 * taken anew after rewinding or seeking.
 *
 * <p>Source: docs/reference/guest-kernel.md section 6.1 (single-shot seq_file).
 */
public final class SingleShotHandle implements FileHandle {
    private final Supplier<Optional<byte[]>> content;
    private final Runnable onRelease;
    private byte @Nullable [] taken;
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
        byte[] buffer = taken;
        if (buffer == null || position == 0 || position != expected) {
            buffer = content.get().orElse(null);
            if (buffer == null) {
                return -ENOMEM.code();
            }
            taken = buffer;
        }
        int count = (int) Math.max(0, Math.min(length, buffer.length - position));
        if (count > 0) {
            System.arraycopy(buffer, (int) position, target, offset, count);
        }
        expected = position + count;
        return count;
    }

    @Override
    public void release() {
        taken = null;
        onRelease.run();
    }
}
