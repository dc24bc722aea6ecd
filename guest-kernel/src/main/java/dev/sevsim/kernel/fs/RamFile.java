package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.ENOSPC;

import java.util.Arrays;

/** A file whose bytes are kept. */
public final class RamFile implements FileOperations {
    /** Most bytes of one file; ENOSPC beyond. */
    private static final int LARGEST = 64 << 20;

    private byte[] content;

    /** Holding {@code content}, which is copied. */
    public RamFile(byte[] content) {
        this.content = content.clone();
    }

    @Override
    public FileHandle open() {
        return new Handle();
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public boolean keepsContent() {
        return true;
    }

    @Override
    public int resize(long size) {
        if (size > LARGEST) {
            return -ENOSPC.code();
        }
        content = Arrays.copyOf(content, (int) size);
        return 0;
    }

    private final class Handle implements FileHandle {
        @Override
        public int read(long position, byte[] target, int offset, int length) {
            // A position behind the end is no error: nothing is read there.
            int count = (int) Math.max(0, Math.min(length, content.length - position));
            if (count > 0) {
                System.arraycopy(content, (int) position, target, offset, count);
            }
            return count;
        }

        @Override
        public int write(long position, byte[] source, int offset, int length) {
            if (position + length > LARGEST) {
                return -ENOSPC.code();
            }
            int end = (int) position + length;
            if (end > content.length) {
                // A gap between the old end and the position becomes zeros.
                content = Arrays.copyOf(content, end);
            }
            System.arraycopy(source, offset, content, (int) position, length);
            return length;
        }

        @Override
        public long end() {
            return content.length;
        }

        @Override
        public int sync() {
            return 0;
        }
    }
}
