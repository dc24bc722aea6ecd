package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EEXIST;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EISDIR;
import static dev.sevsim.abi.Errno.ELOOP;
import static dev.sevsim.abi.Errno.ENOENT;
import static dev.sevsim.abi.Errno.ENOTDIR;
import static dev.sevsim.abi.Errno.ENXIO;
import static dev.sevsim.abi.Errno.EOPNOTSUPP;
import static dev.sevsim.abi.Errno.EPERM;

import dev.sevsim.kernel.core.ErrnoException;
import java.util.Set;
import java.util.TreeMap;

/** The table of open files, and the system calls that fill and empty it. */
abstract class OpenCalls extends AttributeCalls {
    private final TreeMap<Integer, OpenFile> files = new TreeMap<>();

    OpenCalls(MountNamespace namespace, Credentials who) {
        super(namespace, who);
    }

    /**
     * {@code open}: the lowest free descriptor.
     *
     * @param permissions of a file that the call creates
     */
    public final int open(String path, Set<OpenFlag> flags, int permissions) {
        return result(() -> open(walk(), path, flags, permissions));
    }

    /** {@code openat}: a relative path starts at an open directory. */
    public final int openAt(int directory, String path, Set<OpenFlag> flags, int permissions) {
        return result(() -> open(walkFrom(directory, path), path, flags, permissions));
    }

    /** {@code unlinkat}. */
    public final int unlinkAt(int directory, String path) {
        return ErrnoException.resultOf(() -> unlink(walkFrom(directory, path).toLast(path)));
    }

    /** {@code unlinkat} with {@code AT_REMOVEDIR}. */
    public final int removeDirectoryAt(int directory, String path) {
        return ErrnoException.resultOf(
                () -> removeDirectory(walkFrom(directory, path).toLast(path)));
    }

    /** Opens what a descriptor refers to once more, as a path in {@code /proc/self/fd} does. */
    public final int reopen(int descriptor, Set<OpenFlag> flags) {
        return result(() -> {
            OpenFile former = files.get(descriptor);
            if (former == null) {
                throw new ErrnoException(ENOENT);
            }
            return attach(former.location(), flags);
        });
    }

    private PathWalk walkFrom(int directory, String path) {
        if (path.startsWith("/")) {
            return walk();
        }
        OpenFile base = any(directory);
        if (!(base.inode() instanceof Directory)) {
            throw new ErrnoException(ENOTDIR);
        }
        return new PathWalk(namespace(), credentials(), base.location());
    }

    private int open(PathWalk walk, String path, Set<OpenFlag> flags, int permissions) {
        boolean temporary = flags.contains(OpenFlag.TEMPORARY);
        boolean creates = flags.contains(OpenFlag.CREATE) && !flags.contains(OpenFlag.PATH);
        if ((creates && (temporary || flags.contains(OpenFlag.DIRECTORY)))
                || (temporary && !flags.contains(OpenFlag.WRITE))) {
            throw new ErrnoException(EINVAL);
        }
        if (creates) {
            return create(walk, path, flags, permissions);
        }
        Location found = walk.find(path, !flags.contains(OpenFlag.NO_FOLLOW));
        if ((temporary || flags.contains(OpenFlag.DIRECTORY)) && !(found.inode() instanceof Directory)) {
            throw new ErrnoException(ENOTDIR);
        }
        if (temporary) {
            require(Credentials.WRITE | Credentials.SEARCH, found.inode());
            throw new ErrnoException(EOPNOTSUPP);
        }
        return attach(found, flags);
    }

    private int create(PathWalk walk, String path, Set<OpenFlag> flags, int permissions) {
        boolean follows = !flags.contains(OpenFlag.NO_FOLLOW) && !flags.contains(OpenFlag.EXCLUSIVE);
        Lookup last = walk.toLast(path);
        if (last.isOrdinary() && last.slash()) {
            throw new ErrnoException(EISDIR);
        }
        Lookup to = follows ? walk.throughLinks(last) : last;
        if (to.isOrdinary() && to.child() == null) {
            Directory parent = changeable(to, "lookup_open");
            parent.operations().create(parent, to.name(), masked(permissions));
            give(parent, to.name());
            return enter(new Location(to.at().mount(), to.existing()), flags);
        }
        Location found = walk.last(to, follows);
        if (flags.contains(OpenFlag.EXCLUSIVE)) {
            throw new ErrnoException(EEXIST);
        }
        if (found.inode() instanceof Directory) {
            throw new ErrnoException(EISDIR);
        }
        return attach(found, flags);
    }

    /** Opens what is there already. */
    private int attach(Location found, Set<OpenFlag> flags) {
        if (flags.contains(OpenFlag.PATH)) {
            return enter(found, flags);
        }
        requireOpenable(found, flags);
        int descriptor = enter(found, flags);
        if (flags.contains(OpenFlag.TRUNCATE) && found.inode() instanceof RegularFile file && file.isRegular()) {
            int errno = resize(file, 0);
            file.touch();
            return errno == 0 ? descriptor : errno;
        }
        return descriptor;
    }

    private void requireOpenable(Location found, Set<OpenFlag> flags) {
        Inode inode = found.inode();
        boolean writes = flags.contains(OpenFlag.WRITE) || flags.contains(OpenFlag.TRUNCATE);
        if (inode instanceof SymbolicLink) {
            throw new ErrnoException(ELOOP);
        }
        if (inode instanceof Directory && writes) {
            throw new ErrnoException(EISDIR);
        }
        require((flags.contains(OpenFlag.READ) ? Credentials.READ : 0) | (writes ? Credentials.WRITE : 0), inode);
        if (flags.contains(OpenFlag.NO_ACCESS_TIME) && !credentials().owns(inode)) {
            throw new ErrnoException(EPERM);
        }
        if ((inode.mode() & FileStatus.FORMAT_MASK) == FileStatus.PIPE_FORMAT) {
            // What a pipe would wait for, another process at its other end, is not modelled.
            throw new ErrnoException(ENXIO);
        }
        if (flags.contains(OpenFlag.DIRECT) && (inode instanceof Directory || inode.isRegular())) {
            throw new ErrnoException(EINVAL);
        }
    }

    private int enter(Location found, Set<OpenFlag> flags) {
        int descriptor = 0;
        while (files.containsKey(descriptor)) {
            descriptor++;
        }
        files.put(descriptor, new OpenFile(found, flags));
        return descriptor;
    }

    /** {@code close}. */
    public final int close(int descriptor) {
        OpenFile file = files.remove(descriptor);
        if (file == null) {
            return -EBADF.code();
        }
        file.release();
        return 0;
    }

    /** An open file that can be used for more than its path; EBADF. */
    final OpenFile file(int descriptor) {
        OpenFile file = any(descriptor);
        if (file.isPathOnly()) {
            throw new ErrnoException(EBADF);
        }
        return file;
    }

    /** Any open file; EBADF. */
    final OpenFile any(int descriptor) {
        OpenFile file = files.get(descriptor);
        if (file == null) {
            throw new ErrnoException(EBADF);
        }
        return file;
    }
}
