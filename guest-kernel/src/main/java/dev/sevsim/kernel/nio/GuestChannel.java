package dev.sevsim.kernel.nio;

import dev.sevsim.kernel.fs.FileStatus;
import dev.sevsim.kernel.fs.OpenFlag;
import dev.sevsim.kernel.fs.Whence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Set;
import java.util.function.Supplier;

/** An open file of the guest; its size is {@code st_size}, which is 0 for computed files. */
final class GuestChannel implements SeekableByteChannel {
    /** Bytes of one system call: a buffer of any size is moved in pieces of this. */
    private static final int LARGEST_TRANSFER = 1 << 16;

    private final GuestContext context;
    private final int descriptor;
    private final Set<OpenFlag> flags;
    private boolean open = true;

    /** A file that is open as {@code descriptor}; {@code flags} are those it was opened with. */
    GuestChannel(GuestContext context, int descriptor, Set<OpenFlag> flags) {
        this.context = context;
        this.descriptor = descriptor;
        this.flags = flags;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        requireOpen(OpenFlag.READ, NonReadableChannelException::new);
        byte[] buffer = new byte[Math.min(target.remaining(), LARGEST_TRANSFER)];
        int count = (int) checked(context.call(calls -> calls.read(descriptor, buffer)));
        target.put(buffer, 0, count);
        // A channel reports the end as -1, but only when there was room for a byte.
        return count == 0 && buffer.length > 0 ? -1 : count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        requireOpen(OpenFlag.WRITE, NonWritableChannelException::new);
        byte[] buffer = new byte[Math.min(source.remaining(), LARGEST_TRANSFER)];
        // The position of the caller's buffer moves only by what the guest has taken.
        source.duplicate().get(buffer);
        int count = (int) checked(context.call(calls -> calls.write(descriptor, buffer)));
        source.position(source.position() + count);
        return count;
    }

    @Override
    public long position() throws IOException {
        requireOpen();
        // A channel that appends is always at the end.
        return flags.contains(OpenFlag.APPEND)
                ? size()
                : checked(context.call(calls -> calls.seek(descriptor, 0, Whence.CURRENT)));
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        requireOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("position " + newPosition + ", expected 0 or more");
        }
        long unused = checked(context.call(calls -> calls.seek(descriptor, newPosition, Whence.START)));
        return this;
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return context.call(calls -> calls.status(descriptor))
                .value()
                .map(FileStatus::size)
                .orElse(0L);
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
        requireOpen(OpenFlag.WRITE, NonWritableChannelException::new);
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + ", expected 0 or more");
        }
        if (size < size()) {
            long unused = checked(context.call(calls -> calls.truncate(descriptor, size)));
        }
        if (position() > size) {
            position(size);
        }
        return this;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            int unused = context.call(calls -> calls.close(descriptor));
        }
    }

    private void requireOpen(OpenFlag flag, Supplier<IllegalStateException> refusal) throws ClosedChannelException {
        requireOpen();
        if (!flags.contains(flag)) {
            throw refusal.get();
        }
    }

    private void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }

    private static long checked(long result) throws IOException {
        if (result < 0) {
            throw new IOException(GuestErrors.text((int) result));
        }
        return result;
    }
}
