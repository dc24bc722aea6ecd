package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.EBADF;
import static dev.sevsim.abi.Errno.EBUSY;
import static dev.sevsim.abi.Errno.EEXIST;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EISDIR;
import static dev.sevsim.abi.Errno.ENOENT;
import static dev.sevsim.abi.Errno.ENOTDIR;
import static dev.sevsim.abi.Errno.ENOTEMPTY;
import static dev.sevsim.abi.Errno.EPERM;
import static dev.sevsim.abi.Errno.EXDEV;

import dev.sevsim.abi.Errno;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file system calls of one process. As in the kernel, a call answers 0 or more, or a negative error number; a call
 * that fills a structure answers an {@link Answer}.
 */
public final class SystemCalls {
    private final MountNamespace namespace;
    private final Credentials who;
    private final TreeMap<Integer, OpenFile> files = new TreeMap<>();
    private String cwd = "/";

    /** A call's body, which ends early with an error. */
    @FunctionalInterface
    private interface Body<T> {
        T run() throws ErrnoException;
    }

    /** A process in the root directory without open files. */
    public SystemCalls(MountNamespace namespace, Credentials who) {
        this.namespace = namespace;
        this.who = who;
    }

    /** User and group of the process. */
    public Credentials credentials() {
        return who;
    }

    /**
     * {@code open}: the lowest free descriptor.
     *
     * @param permissions of a file that the call creates
     */
    public int open(String path, Set<OpenFlag> flags, int permissions) {
        return result(() -> {
            Lookup found = resolve(path);
            Inode inode = found.inode();
            if (inode == null) {
                int created = create(found, flags, permissions);
                if (created != 0) {
                    return created;
                }
                inode = found.parent().child(found.name()).orElseThrow();
            } else if (flags.containsAll(EnumSet.of(OpenFlag.CREATE, OpenFlag.EXCLUSIVE))) {
                throw new ErrnoException(EEXIST);
            } else {
                requireOpenable(inode, flags);
            }
            return attach(inode, flags);
        });
    }

    private int create(Lookup found, Set<OpenFlag> flags, int permissions) throws ErrnoException {
        if (!flags.contains(OpenFlag.CREATE)) {
            throw new ErrnoException(ENOENT);
        }
        if (found.wantsDirectory()) {
            throw new ErrnoException(EISDIR);
        }
        Directory parent = found.writableParent(who);
        return parent.operations().create(parent, found.name(), permissions);
    }

    private void requireOpenable(Inode inode, Set<OpenFlag> flags) throws ErrnoException {
        boolean writes = flags.contains(OpenFlag.WRITE) || flags.contains(OpenFlag.TRUNCATE);
        if (inode instanceof Directory && (writes || flags.contains(OpenFlag.CREATE))) {
            throw new ErrnoException(EISDIR);
        }
        int wanted = (flags.contains(OpenFlag.READ) ? Credentials.READ : 0) | (writes ? Credentials.WRITE : 0);
        requireAccess(wanted, inode);
    }

    private int attach(Inode inode, Set<OpenFlag> flags) {
        if (inode instanceof RegularFile file && flags.contains(OpenFlag.TRUNCATE)) {
            file.operations().truncate();
            file.touch();
        }
        int descriptor = 0;
        while (files.containsKey(descriptor)) {
            descriptor++;
        }
        files.put(descriptor, new OpenFile(inode, flags));
        return descriptor;
    }

    /** {@code read}: bytes read, 0 at the end. */
    public int read(int descriptor, byte[] target) {
        OpenFile file = files.get(descriptor);
        return file == null ? -EBADF.code() : file.read(target);
    }

    /** {@code write}: bytes written. */
    public int write(int descriptor, byte[] source) {
        OpenFile file = files.get(descriptor);
        return file == null ? -EBADF.code() : file.write(source);
    }

    /** {@code lseek}: the new position. */
    public long seek(int descriptor, long offset, Whence whence) {
        OpenFile file = files.get(descriptor);
        return file == null ? -EBADF.code() : file.seek(offset, whence);
    }

    /** {@code close}. */
    public int close(int descriptor) {
        OpenFile file = files.remove(descriptor);
        if (file == null) {
            return -EBADF.code();
        }
        file.release();
        return 0;
    }

    /** {@code stat}. */
    public Answer<FileStatus> stat(String path) {
        return answer(() -> resolve(path).existing().status());
    }

    /** {@code access}: whether the mode grants {@code wanted} (4 read, 2 write, 1 execute). */
    public int access(String path, int wanted) {
        return result(() -> {
            Inode inode = resolve(path).existing();
            requireAccess(wanted, inode);
            // Root reads and writes everything, but executes only what has an execute bit.
            if ((wanted & Credentials.SEARCH) != 0 && !(inode instanceof Directory) && (inode.mode() & 0111) == 0) {
                throw new ErrnoException(EACCES);
            }
            return 0;
        });
    }

    /** {@code getdents}: the names in a directory, without {@code .} and {@code ..}. */
    public Answer<List<String>> list(String path) {
        return answer(() -> {
            Directory directory = resolve(path).directory();
            requireAccess(Credentials.READ, directory);
            return List.copyOf(directory.entries().keySet());
        });
    }

    /** {@code chdir}. */
    public int changeDirectory(String path) {
        return result(() -> {
            requireAccess(Credentials.SEARCH, resolve(path).directory());
            cwd = Paths.normalise(cwd, path);
            return 0;
        });
    }

    /** {@code getcwd}: the absolute path of the working directory. */
    public String workingDirectory() {
        return cwd;
    }

    /** {@code mkdir}. */
    public int makeDirectory(String path, int permissions) {
        return result(() -> {
            Lookup found = resolve(path);
            Directory parent = found.parentForNewName(who);
            return parent.operations().makeDirectory(parent, found.name(), permissions);
        });
    }

    /** {@code symlink}: no file system here has the operation, so the checks of the name are all there is. */
    public int symbolicLink(String target, String path) {
        return result(() -> {
            Lookup found = resolve(path);
            Directory parent = found.parentForNewName(who);
            return parent.operations().symbolicLink(parent, found.name(), target);
        });
    }

    /** {@code link}. */
    public int link(String existing, String path) {
        return result(() -> {
            Inode old = resolve(existing).existing();
            Lookup found = resolve(path);
            Directory parent = found.parentForNewName(who);
            if (parent.fileSystem() != old.fileSystem()) {
                throw new ErrnoException(EXDEV);
            }
            refuseDirectory(old, EPERM);
            return parent.operations().link(parent, found.name(), old);
        });
    }

    /** {@code unlink}. */
    public int unlink(String path) {
        return result(() -> {
            Lookup found = resolve(path);
            if (!found.isOrdinaryName()) {
                throw new ErrnoException(EISDIR);
            }
            Inode victim = found.existing();
            Directory parent = found.writableParent(who);
            refuseDirectory(victim, EISDIR);
            return parent.operations().unlink(parent, found.name(), victim);
        });
    }

    private static void refuseDirectory(Inode inode, Errno errno) throws ErrnoException {
        if (inode instanceof Directory) {
            throw new ErrnoException(errno);
        }
    }

    /** {@code rmdir}. */
    public int removeDirectory(String path) {
        return result(() -> {
            Lookup found = resolve(path);
            if (!found.isOrdinaryName()) {
                throw new ErrnoException(
                        found.name().isEmpty() ? EBUSY : found.name().equals(".") ? EINVAL : ENOTEMPTY);
            }
            Inode there = found.existing();
            Directory parent = found.writableParent(who);
            // The entry itself, not what is mounted on it.
            Inode entered = parent.child(found.name()).orElse(there);
            if (!(entered instanceof Directory victim)) {
                throw new ErrnoException(ENOTDIR);
            }
            if (namespace.isMountPoint(victim)) {
                throw new ErrnoException(EBUSY);
            }
            return parent.operations().removeDirectory(parent, found.name(), victim);
        });
    }

    /** {@code rename}. */
    public int rename(String from, String to) {
        return result(() -> {
            Lookup old = resolve(from);
            Lookup target = resolve(to);
            if (old.parent().fileSystem() != target.parent().fileSystem()) {
                throw new ErrnoException(EXDEV);
            }
            if (!old.isOrdinaryName() || !target.isOrdinaryName()) {
                throw new ErrnoException(EBUSY);
            }
            Inode moved = old.existing();
            Inode replaced = target.inode();
            if (replaced != null && moved.number() == replaced.number()) {
                return 0;
            }
            Directory source = old.writableParent(who);
            Directory destination = target.writableParent(who);
            if (replaced != null && replaced instanceof Directory != moved instanceof Directory) {
                throw new ErrnoException(replaced instanceof Directory ? EISDIR : ENOTDIR);
            }
            return source.operations().rename(source, old.name(), destination, target.name());
        });
    }

    private Lookup resolve(String path) throws ErrnoException {
        return namespace.resolve(cwd, path, who);
    }

    private void requireAccess(int wanted, Inode inode) throws ErrnoException {
        if (!who.may(wanted, inode)) {
            throw new ErrnoException(EACCES);
        }
    }

    private static int result(Body<Integer> body) {
        try {
            return body.run();
        } catch (ErrnoException e) {
            return e.result();
        }
    }

    private static <T> Answer<T> answer(Body<T> body) {
        try {
            return Answer.of(body.run());
        } catch (ErrnoException e) {
            return Answer.failed(e.result());
        }
    }
}
