package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENOTDIR;
import static dev.sevsim.abi.Errno.ESPIPE;

import dev.sevsim.kernel.core.ErrnoException;
import java.util.List;
import java.util.Set;

/** An open file description: position and access mode over the file system's handle. */
final class OpenFile {
    private final Location location;
    private final Set<OpenFlag> flags;
    private final FileHandle handle;
    private long position;

    /** Opens what is at {@code location}, which stays in place until the release. */
    OpenFile(Location location, Set<OpenFlag> flags) {
        this.location = location;
        this.flags = Set.copyOf(flags);
        this.handle = handle(location, flags);
        location.hold();
    }

    /** A file that is open by {@code O_PATH} has no operations: each answers EBADF, as the system calls do before. */
    private static FileHandle handle(Location location, Set<OpenFlag> flags) {
        if (flags.contains(OpenFlag.PATH)) {
            return (position, target, offset, length) -> -EBADF.code();
        }
        if (location.inode() instanceof RegularFile file) {
            location.callFileOperation("do_dentry_open");
            return file.operations().open();
        }
        return new DirectoryHandle((Directory) location.inode());
    }

    Location location() {
        return location;
    }

    Inode inode() {
        return location.inode();
    }

    /** Whether it was opened with {@code O_PATH}, and is good for attributes and lookups only. */
    boolean isPathOnly() {
        return flags.contains(OpenFlag.PATH);
    }

    boolean isReadable() {
        return flags.contains(OpenFlag.READ);
    }

    boolean isWritable() {
        return flags.contains(OpenFlag.WRITE);
    }

    boolean appends() {
        return flags.contains(OpenFlag.APPEND);
    }

    /** Whether its bytes are kept, so that the kernel can move them itself. */
    boolean isStored() {
        return inode() instanceof RegularFile file && file.operations().keepsContent();
    }

    /** Bytes read, 0 at the end, or a negative errno; an error leaves the position. */
    int read(byte[] target) {
        int count = readAt(position, target);
        position += Math.max(0, count);
        return count;
    }

    /** As {@link #read} from a position of its own: EBADF without read access comes before EINVAL for the position. */
    int readAt(long from, byte[] target) {
        if (!isReadable()) {
            return -EBADF.code();
        }
        if (from < 0 || from + target.length < 0) {
            return -EINVAL.code();
        }
        int count = handle.read(from, target, 0, target.length);
        if (count >= 0 && isStored()) {
            recordAccess();
        }
        return count;
    }

    /** Bytes written or a negative errno; with {@code O_APPEND} the position moves to the end before each write. */
    int write(byte[] source) {
        if (isWritable() && appends()) {
            position = inode().size();
        }
        int count = writeTo(position, source);
        position += Math.max(0, count);
        return count;
    }

    /**
     * As {@link #write} at a position of its own: EINVAL for a negative one, ESPIPE for a file that writes in order.
     */
    int writeAt(long to, byte[] source) {
        if (to < 0) {
            return -EINVAL.code();
        }
        return handle.writesAtPosition() ? writeTo(to, source) : -ESPIPE.code();
    }

    private int writeTo(long to, byte[] source) {
        if (!isWritable()) {
            return -EBADF.code();
        }
        int count = handle.write(to, source, 0, source.length);
        // A write of no bytes changes no times.
        if (count > 0) {
            inode().touch();
        }
        return count;
    }

    /** The new position, or a negative errno that leaves it. */
    long seek(long offset, Whence whence) {
        long target = handle.seek(position, offset, whence);
        if (target >= 0) {
            position = target;
        }
        return target;
    }

    int sync() {
        return handle.sync();
    }

    /** The names from the position to the end, {@code .} and {@code ..} included; ENOTDIR. */
    List<String> names() {
        if (!(handle instanceof DirectoryHandle directory)) {
            throw new ErrnoException(ENOTDIR);
        }
        List<String> names = directory.names(position);
        position += names.size();
        recordAccess();
        return names;
    }

    /** What a mount with relatime, which all mounts here have, does after a read. */
    void recordAccess() {
        if (!flags.contains(OpenFlag.NO_ACCESS_TIME) && inode().needsAccessTime()) {
            location.callOperation("inode_update_time");
            inode().touchAccess();
        }
    }

    void release() {
        handle.release();
        location.release();
    }
}
