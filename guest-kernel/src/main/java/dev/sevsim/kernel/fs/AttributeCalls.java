package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.EFBIG;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EISDIR;
import static dev.sevsim.abi.Errno.ENODATA;
import static dev.sevsim.abi.Errno.EOPNOTSUPP;
import static dev.sevsim.abi.Errno.EPERM;

import dev.sevsim.kernel.core.ErrnoException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** The system calls that read and change attributes. */
abstract class AttributeCalls extends NameCalls {
    private static final int PERMISSION_BITS = 07777;
    private static final int GROUP_EXECUTE = 0010;

    AttributeCalls(MountNamespace namespace, Credentials who) {
        super(namespace, who);
    }

    /** {@code stat}. */
    public final Answer<FileStatus> stat(String path) {
        return answer(() -> status(find(path)));
    }

    /** {@code lstat}: of a symbolic link itself. */
    public final Answer<FileStatus> statLink(String path) {
        return answer(() -> status(walk().find(path, false)));
    }

    static FileStatus status(Location at) {
        at.callOperation("vfs_getattr_nosec");
        return at.inode().status();
    }

    /** {@code statfs}. */
    public final Answer<FileSystemStatus> statFileSystem(String path) {
        return answer(() -> FileSystemStatus.of(find(path).inode().fileSystem()));
    }

    /** The mount through which a path is reached, as {@code /proc/self/mountinfo} lists it. */
    public final Answer<Mount> mountOf(String path) {
        return answer(() -> find(path).mount());
    }

    /** All mounts, in the order they were mounted. */
    public final List<Mount> mounts() {
        return namespace().mounts();
    }

    /** {@code access}: whether the mode grants {@code wanted} (4 read, 2 write, 1 execute). */
    public final int access(String path, int wanted) {
        return result(() -> {
            Location found = find(path);
            boolean executes =
                    (wanted & Credentials.SEARCH) != 0 && found.inode().isRegular();
            if (executes && found.mount().forbidsPrograms()) {
                throw new ErrnoException(EACCES);
            }
            require(wanted, found.inode());
            return 0;
        });
    }

    /** {@code chmod}. */
    public final int changeMode(String path, int permissions) {
        return result(() -> changeMode(find(path), permissions));
    }

    final int changeMode(Location at, int permissions) {
        Inode inode = at.inode();
        requireOwner(inode);
        at.callOperation("notify_change");
        boolean keepsGroup = credentials().isIn(inode.gid());
        inode.setPermissions(permissions & PERMISSION_BITS & (keepsGroup ? -1 : ~FileStatus.SET_GROUP));
        inode.touchAttributes();
        return 0;
    }

    /** {@code chown}; empty leaves the user or the group as it is. */
    public final int changeOwner(String path, OptionalInt uid, OptionalInt gid) {
        return result(() -> {
            Location at = find(path);
            Inode inode = at.inode();
            boolean isOwner = credentials().uid() == inode.uid();
            boolean userStays = uid.isEmpty() || (isOwner && uid.getAsInt() == inode.uid());
            boolean groupFits = gid.isEmpty()
                    || (isOwner && (gid.getAsInt() == credentials().gid() || gid.getAsInt() == inode.gid()));
            if (!credentials().isRoot() && !(userStays && groupFits)) {
                throw new ErrnoException(EPERM);
            }
            at.callOperation("notify_change");
            inode.setOwner(uid.orElse(inode.uid()), gid.orElse(inode.gid()));
            dropSpecialBits(inode);
            inode.touchAttributes();
            return 0;
        });
    }

    /** A file that changes hands or is written no longer runs as its owner. */
    private static void dropSpecialBits(Inode inode) {
        if (inode instanceof Directory) {
            return;
        }
        int group = (inode.mode() & GROUP_EXECUTE) != 0 ? FileStatus.SET_GROUP : 0;
        inode.setPermissions(inode.mode() & PERMISSION_BITS & ~(FileStatus.SET_USER | group));
    }

    /** {@code utimensat} with given times: the owner's. */
    public final int setTimes(String path, Instant accessed, Instant modified) {
        return result(() -> {
            Location at = find(path);
            requireOwner(at.inode());
            at.callOperation("notify_change");
            at.inode().setTimes(accessed, modified);
            return 0;
        });
    }

    /** {@code utimensat} without times: now, for everyone who can write. */
    public final int touch(String path) {
        return result(() -> {
            Location at = find(path);
            if (!credentials().owns(at.inode())) {
                require(Credentials.WRITE, at.inode());
            }
            at.callOperation("notify_change");
            Instant now = at.inode().fileSystem().now();
            at.inode().setTimes(now, now);
            return 0;
        });
    }

    private void requireOwner(Inode inode) {
        if (!credentials().owns(inode)) {
            throw new ErrnoException(EPERM);
        }
    }

    /** {@code truncate}: sets {@code st_size}; the times stay. */
    public final int truncate(String path, long size) {
        return result(() -> {
            if (size < 0) {
                throw new ErrnoException(EINVAL);
            }
            Location at = find(path);
            if (at.inode() instanceof Directory) {
                throw new ErrnoException(EISDIR);
            }
            if (!at.inode().isRegular()) {
                throw new ErrnoException(EINVAL);
            }
            require(Credentials.WRITE, at.inode());
            return resize((RegularFile) at.inode(), size);
        });
    }

    final int resize(RegularFile file, long size) {
        if (size > file.size() && size > file.fileSystem().largestFile()) {
            throw new ErrnoException(EFBIG);
        }
        if (!credentials().isRoot()) {
            dropSpecialBits(file);
        }
        return file.resize(size);
    }

    /** {@code setxattr}: no file system here keeps extended attributes. */
    public final int setExtendedAttribute(String path, String name) {
        return result(() -> {
            Inode inode = find(path).inode();
            if (!credentials().isRoot() && (name.startsWith("trusted.") || name.startsWith("security."))) {
                throw new ErrnoException(EPERM);
            }
            requireForAttribute(inode, name, Credentials.WRITE);
            throw new ErrnoException(EOPNOTSUPP);
        });
    }

    /** {@code getxattr}. */
    public final int extendedAttribute(String path, String name) {
        return result(() -> {
            Inode inode = find(path).inode();
            if (!credentials().isRoot() && name.startsWith("trusted.")) {
                throw new ErrnoException(ENODATA);
            }
            requireForAttribute(inode, name, Credentials.READ);
            throw new ErrnoException(EOPNOTSUPP);
        });
    }

    private void requireForAttribute(Inode inode, String name, int wanted) {
        if (!name.startsWith("security.") && !name.startsWith("system.")) {
            require(wanted, inode);
        }
    }

    /** {@code listxattr}: the bytes of the list, which is empty. */
    public final int listExtendedAttributes(String path) {
        return result(() -> {
            find(path).callOperation("vfs_listxattr");
            return 0;
        });
    }
}
