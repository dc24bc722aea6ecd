package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EISDIR;

import java.util.Set;

/** An open file description: position and access mode over the file system's handle. */
final class OpenFile {
    private final Inode inode;
    private final Set<OpenFlag> flags;
    private final FileHandle handle;
    private long position;

    OpenFile(Inode inode, Set<OpenFlag> flags) {
        this.inode = inode;
        this.flags = Set.copyOf(flags);
        this.handle = inode instanceof RegularFile file ? file.operations().open() : new DirectoryHandle();
    }

    int read(byte[] target) {
        if (!flags.contains(OpenFlag.READ)) {
            return -EBADF.code();
        }
        int count = handle.read(position, target, 0, target.length);
        position += Math.max(0, count);
        return count;
    }

    int write(byte[] source) {
        if (!flags.contains(OpenFlag.WRITE)) {
            return -EBADF.code();
        }
        if (flags.contains(OpenFlag.APPEND)) {
            position = inode.size();
        }
        int count = handle.write(position, source, 0, source.length);
        if (count > 0) {
            position += count;
            inode.touch();
        }
        return count;
    }

    long seek(long offset, Whence whence) {
        long base = switch (whence) {
            case START -> 0;
            case CURRENT -> position;
            case END -> handle.end();
        };
        if (base < 0) {
            return base;
        }
        if (base + offset < 0) {
            return -EINVAL.code();
        }
        position = base + offset;
        return position;
    }

    void release() {
        handle.release();
    }

    /** A directory has no bytes. */
    private static final class DirectoryHandle implements FileHandle {
        @Override
        public int read(long position, byte[] target, int offset, int length) {
            return -EISDIR.code();
        }
    }
}
