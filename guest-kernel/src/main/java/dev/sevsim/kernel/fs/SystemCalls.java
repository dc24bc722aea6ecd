package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EISDIR;
import static dev.sevsim.abi.Errno.ENODEV;
import static dev.sevsim.abi.Errno.EOPNOTSUPP;
import static dev.sevsim.abi.Errno.EPERM;
import static dev.sevsim.abi.Errno.EXDEV;

import dev.sevsim.kernel.core.ErrnoException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The file system calls of one process. As in the kernel, a call answers 0 or more, or a negative error number; a call
 * that fills a structure answers an {@link Answer}.
 *
 * <p>A call that needs an operation of a module that is gone ends the process: {@link
 * dev.sevsim.kernel.core.KernelOops}.
 */
public final class SystemCalls extends OpenCalls {
    /** {@code PROT_WRITE}, {@code PROT_EXEC}; {@code MAP_SHARED}, {@code MAP_PRIVATE}. */
    private static final int PROTECT_WRITE = 2;

    private static final int PROTECT_EXECUTE = 4;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE = 2;

    /** {@code FALLOC_FL_KEEP_SIZE} and {@code FALLOC_FL_PUNCH_HOLE}. */
    private static final int KNOWN_ALLOCATIONS = 3;

    /** {@code POLLIN | POLLOUT}. */
    private static final int ALWAYS_READY = 5;

    /** {@code POLLNVAL}. */
    private static final int NOT_OPEN = 0x20;

    /** A process in the root directory without open files. */
    public SystemCalls(MountNamespace namespace, Credentials who) {
        super(namespace, who);
    }

    /** {@code read} and {@code readv}: bytes read, 0 at the end. */
    public int read(int descriptor, byte[] target) {
        return result(() -> file(descriptor).read(target));
    }

    /** {@code pread}: as {@link #read}, at a position of its own. */
    public int readAt(int descriptor, byte[] target, long position) {
        return position < 0 ? -EINVAL.code() : result(() -> file(descriptor).readAt(position, target));
    }

    /** {@code write}: bytes written. */
    public int write(int descriptor, byte[] source) {
        return result(() -> file(descriptor).write(source));
    }

    /** {@code pwrite}: as {@link #write}, at a position of its own. */
    public int writeAt(int descriptor, byte[] source, long position) {
        return position < 0 ? -EINVAL.code() : result(() -> file(descriptor).writeAt(position, source));
    }

    /** {@code lseek}: the new position. */
    public long seek(int descriptor, long offset, Whence whence) {
        try {
            return file(descriptor).seek(offset, whence);
        } catch (ErrnoException e) {
            return e.result();
        }
    }

    /** {@code fstat}. */
    public Answer<FileStatus> status(int descriptor) {
        return answer(() -> status(any(descriptor).location()));
    }

    /** {@code fchmod}. */
    public int changeMode(int descriptor, int permissions) {
        return result(() -> changeMode(file(descriptor).location(), permissions));
    }

    /** {@code ftruncate}: sets {@code st_size} and the times of modification and change. */
    public int truncate(int descriptor, long size) {
        return result(() -> {
            if (size < 0) {
                throw new ErrnoException(EINVAL);
            }
            OpenFile open = file(descriptor);
            if (!(open.inode() instanceof RegularFile file) || !file.isRegular() || !open.isWritable()) {
                throw new ErrnoException(EINVAL);
            }
            int errno = resize(file, size);
            file.touch();
            return errno;
        });
    }

    /** {@code getdents}, until it answers 0: the names from the position on, {@code .} and {@code ..} included. */
    public Answer<List<String>> names(int descriptor) {
        return answer(() -> file(descriptor).names());
    }

    /** The names in a directory, newest first, without {@code .} and {@code ..}: open, getdents, close. */
    public Answer<List<String>> list(String path) {
        int descriptor = open(path, Set.of(OpenFlag.READ, OpenFlag.DIRECTORY), 0);
        if (descriptor < 0) {
            return Answer.failed(descriptor);
        }
        try {
            return names(descriptor).map(all -> all.subList(2, all.size()));
        } finally {
            int unused = close(descriptor);
        }
    }

    /** {@code fsync}. */
    public int sync(int descriptor) {
        return result(() -> file(descriptor).sync());
    }

    /** {@code poll} for reading and writing, without waiting: the events; a negative descriptor has none. */
    public int poll(int descriptor) {
        if (descriptor < 0) {
            return 0;
        }
        return result(() -> {
            try {
                OpenFile unused = file(descriptor);
                return ALWAYS_READY;
            } catch (ErrnoException e) {
                return NOT_OPEN;
            }
        });
    }

    /** {@code fallocate}: no file system here has the method. */
    public int allocate(int descriptor, int mode) {
        return result(() -> {
            OpenFile open = file(descriptor);
            if ((mode & ~KNOWN_ALLOCATIONS) != 0 || mode == KNOWN_ALLOCATIONS - 1) {
                throw new ErrnoException(EOPNOTSUPP);
            }
            if (!open.isWritable()) {
                throw new ErrnoException(EBADF);
            }
            throw new ErrnoException(EOPNOTSUPP);
        });
    }

    /**
     * The checks of {@code mmap}; no file system here maps its files.
     *
     * @param protection {@code PROT_} bits
     * @param flags {@code MAP_} bits
     */
    public int map(int descriptor, long length, int protection, int flags) {
        return result(() -> {
            OpenFile open = file(descriptor);
            if (length == 0 || (flags != MAP_SHARED && flags != MAP_PRIVATE)) {
                throw new ErrnoException(EINVAL);
            }
            boolean writesThrough = flags == MAP_SHARED && (protection & PROTECT_WRITE) != 0;
            if ((writesThrough && !open.isWritable()) || !open.isReadable()) {
                throw new ErrnoException(EACCES);
            }
            if ((protection & PROTECT_EXECUTE) != 0 && open.location().mount().forbidsPrograms()) {
                throw new ErrnoException(EPERM);
            }
            throw new ErrnoException(ENODEV);
        });
    }

    /** {@code sendfile}: bytes moved; files that are computed have no method for it. */
    public int send(int target, int source, int count) {
        return result(() -> {
            OpenFile from = file(source);
            OpenFile to = file(target);
            if (!from.isReadable() || !to.isWritable()) {
                throw new ErrnoException(EBADF);
            }
            if (from.inode() instanceof Directory || to.appends()) {
                throw new ErrnoException(EINVAL);
            }
            if (!from.isStored()) {
                from.recordAccess();
                throw new ErrnoException(EINVAL);
            }
            return move(from, to, count);
        });
    }

    /** {@code copy_file_range} at the positions of both files: bytes copied, within one file system. */
    public int copyRange(int source, int target, int count) {
        return result(() -> {
            OpenFile from = file(source);
            OpenFile to = file(target);
            if (from.inode() instanceof Directory || to.inode() instanceof Directory) {
                throw new ErrnoException(EISDIR);
            }
            if (!from.inode().isRegular() || !to.inode().isRegular()) {
                throw new ErrnoException(EINVAL);
            }
            if (!from.isReadable() || !to.isWritable() || to.appends()) {
                throw new ErrnoException(EBADF);
            }
            if (from.inode().fileSystem() != to.inode().fileSystem()) {
                throw new ErrnoException(EXDEV);
            }
            return from.isStored() ? move(from, to, count) : -EINVAL.code();
        });
    }

    private static int move(OpenFile from, OpenFile to, int count) {
        byte[] buffer = new byte[count];
        int read = from.read(buffer);
        return read <= 0 ? read : to.write(Arrays.copyOf(buffer, read));
    }

    /** {@code mount}: 0 or a negative errno. */
    public int mount(String source, String target, FileSystem fileSystem, String options) {
        return ErrnoException.resultOf(() -> {
            Location point = find(target);
            requireAdministrator();
            namespace().mountOn(point, source, fileSystem, options);
        });
    }

    /** {@code umount}. */
    public int unmount(String target) {
        return ErrnoException.resultOf(() -> {
            Location at = find(target);
            requireAdministrator();
            namespace().unmount(at);
        });
    }

    private void requireAdministrator() {
        if (!credentials().isRoot()) {
            throw new ErrnoException(EPERM);
        }
    }
}
