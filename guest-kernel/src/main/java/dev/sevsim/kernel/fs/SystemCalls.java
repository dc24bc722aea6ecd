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

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The file system calls of one process; answers are 0 or more, or a negative errno, as in the kernel. */
public final class SystemCalls {
    /** EXDEV: a rename across file systems. */
    private static final int CROSS_DEVICE = 18;

    private final MountNamespace namespace;
    private final Credentials who;
    private final TreeMap<Integer, OpenFile> files = new TreeMap<>();
    private String cwd = "/";

    /** A process in the root directory without open files. */
    public SystemCalls(MountNamespace namespace, Credentials who) {
        this.namespace = namespace;
        this.who = who;
    }

    public Credentials credentials() {
        return who;
    }

    /** The absolute path of the working directory. */
    public String workingDirectory() {
        return cwd;
    }

    /** {@code open}: the lowest free descriptor. {@code permissions} count when the file is created. */
    public int open(String path, Set<OpenFlag> flags, int permissions) {
        Lookup found = namespace.resolve(cwd, path, who);
        if (found.errno() != 0) {
            return found.errno();
        }
        Inode inode = found.inode();
        if (inode == null) {
            int created = create(found, flags, permissions);
            if (created != 0) {
                return created;
            }
            inode = parentOf(found).child(found.name()).orElseThrow();
        } else if (flags.containsAll(EnumSet.of(OpenFlag.CREATE, OpenFlag.EXCLUSIVE))) {
            return -EEXIST.code();
        } else {
            int refused = refuseOpen(inode, flags);
            if (refused != 0) {
                return refused;
            }
        }
        return attach(inode, flags);
    }

    private int create(Lookup found, Set<OpenFlag> flags, int permissions) {
        if (!flags.contains(OpenFlag.CREATE)) {
            return -ENOENT.code();
        }
        if (found.wantsDirectory()) {
            return -EISDIR.code();
        }
        Directory parent = parentOf(found);
        if (!who.may(Credentials.WRITE | Credentials.SEARCH, parent)) {
            return -EACCES.code();
        }
        return parent.operations().create(parent, found.name(), permissions);
    }

    private int refuseOpen(Inode inode, Set<OpenFlag> flags) {
        boolean writes = flags.contains(OpenFlag.WRITE) || flags.contains(OpenFlag.TRUNCATE);
        if (inode instanceof Directory && (writes || flags.contains(OpenFlag.CREATE))) {
            return -EISDIR.code();
        }
        int wanted = (flags.contains(OpenFlag.READ) ? Credentials.READ : 0) | (writes ? Credentials.WRITE : 0);
        return who.may(wanted, inode) ? 0 : -EACCES.code();
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

    /** {@code stat}: 0 or a negative errno; see {@link #status}. */
    public int access(String path) {
        Lookup found = namespace.resolve(cwd, path, who);
        if (found.errno() != 0) {
            return found.errno();
        }
        return found.inode() == null ? -ENOENT.code() : 0;
    }

    /** {@code access}: like {@link #access(String)}, and whether the mode grants {@code wanted} (4 read, 2 write, 1 execute). */
    public int access(String path, int wanted) {
        Lookup found = namespace.resolve(cwd, path, who);
        if (found.errno() != 0 || found.inode() == null) {
            return found.errno() != 0 ? found.errno() : -ENOENT.code();
        }
        // Root reads and writes everything, but executes only what somebody may.
        boolean executable =
                found.inode() instanceof Directory || (found.inode().mode() & 0111) != 0;
        boolean granted = who.may(wanted, found.inode()) && ((wanted & Credentials.SEARCH) == 0 || executable);
        return granted ? 0 : -EACCES.code();
    }

    /** The attributes behind a path; empty exactly when {@link #access} answers an errno. */
    public Optional<FileStatus> status(String path) {
        return Optional.ofNullable(namespace.resolve(cwd, path, who).inode()).map(FileStatus::of);
    }

    /** The names in a directory, without {@code .} and {@code ..}, added to {@code names}: 0 or a negative errno. */
    public int list(String path, List<String> names) {
        Lookup found = namespace.resolve(cwd, path, who);
        if (found.errno() != 0) {
            return found.errno();
        }
        if (found.inode() == null) {
            return -ENOENT.code();
        }
        if (!(found.inode() instanceof Directory directory)) {
            return -ENOTDIR.code();
        }
        if (!who.may(Credentials.READ, directory)) {
            return -EACCES.code();
        }
        names.addAll(new ArrayList<>(directory.entries().keySet()));
        return 0;
    }

    /** {@code chdir}. */
    public int changeDirectory(String path) {
        Lookup found = namespace.resolve(cwd, path, who);
        if (found.errno() != 0) {
            return found.errno();
        }
        if (found.inode() == null) {
            return -ENOENT.code();
        }
        if (!(found.inode() instanceof Directory directory)) {
            return -ENOTDIR.code();
        }
        if (!who.may(Credentials.SEARCH, directory)) {
            return -EACCES.code();
        }
        cwd = Paths.normalise(cwd, path);
        return 0;
    }

    /** {@code mkdir}. */
    public int makeDirectory(String path, int permissions) {
        Lookup found = namespace.resolve(cwd, path, who);
        if (found.errno() != 0) {
            return found.errno();
        }
        if (found.inode() != null) {
            return -EEXIST.code();
        }
        Directory parent = parentOf(found);
        if (!who.may(Credentials.WRITE | Credentials.SEARCH, parent)) {
            return -EACCES.code();
        }
        return parent.operations().makeDirectory(parent, found.name(), permissions);
    }

    /** {@code symlink}: the name must be free; no file system here has the operation. */
    public int symbolicLink(String target, String path) {
        Lookup found = namespace.resolve(cwd, path, who);
        int refused = refuseNewName(found);
        return refused != 0
                ? refused
                : parentOf(found).operations().symbolicLink(parentOf(found), found.name(), target);
    }

    /** {@code link}. */
    public int link(String existing, String path) {
        Lookup old = namespace.resolve(cwd, existing, who);
        if (old.errno() != 0 || old.inode() == null) {
            return old.errno() != 0 ? old.errno() : -ENOENT.code();
        }
        Lookup found = namespace.resolve(cwd, path, who);
        int refused = refuseNewName(found);
        if (refused != 0) {
            return refused;
        }
        if (parentOf(found).fileSystem() != old.inode().fileSystem()) {
            return -CROSS_DEVICE;
        }
        if (old.inode() instanceof Directory) {
            return -EPERM.code();
        }
        return parentOf(found).operations().link(parentOf(found), found.name(), old.inode());
    }

    /** {@code unlink}. */
    public int unlink(String path) {
        Lookup found = namespace.resolve(cwd, path, who);
        if (found.errno() != 0) {
            return found.errno();
        }
        if (!found.isOrdinaryName()) {
            return -EISDIR.code();
        }
        Inode victim = found.inode();
        if (victim == null) {
            return -ENOENT.code();
        }
        Directory parent = parentOf(found);
        if (!who.may(Credentials.WRITE | Credentials.SEARCH, parent)) {
            return -EACCES.code();
        }
        if (victim instanceof Directory) {
            return -EISDIR.code();
        }
        return parent.operations().unlink(parent, found.name(), victim);
    }

    /** {@code rmdir}. */
    public int removeDirectory(String path) {
        Lookup found = namespace.resolve(cwd, path, who);
        if (found.errno() != 0) {
            return found.errno();
        }
        if (!found.isOrdinaryName()) {
            return found.name().isEmpty()
                    ? -EBUSY.code()
                    : found.name().equals(".") ? -EINVAL.code() : -ENOTEMPTY.code();
        }
        if (found.inode() == null) {
            return -ENOENT.code();
        }
        Directory parent = parentOf(found);
        if (!who.may(Credentials.WRITE | Credentials.SEARCH, parent)) {
            return -EACCES.code();
        }
        Inode entered = parent.child(found.name()).orElseThrow();
        if (!(entered instanceof Directory victim)) {
            return -ENOTDIR.code();
        }
        if (namespace.isMountPoint(victim)) {
            return -EBUSY.code();
        }
        return parent.operations().removeDirectory(parent, found.name(), victim);
    }

    /** {@code rename}. */
    public int rename(String from, String to) {
        Lookup old = namespace.resolve(cwd, from, who);
        Lookup target = namespace.resolve(cwd, to, who);
        if (old.errno() != 0 || target.errno() != 0) {
            return old.errno() != 0 ? old.errno() : target.errno();
        }
        if (parentOf(old).fileSystem() != parentOf(target).fileSystem()) {
            return -CROSS_DEVICE;
        }
        if (!old.isOrdinaryName() || !target.isOrdinaryName()) {
            return -EBUSY.code();
        }
        if (old.inode() == null) {
            return -ENOENT.code();
        }
        if (target.inode() != null && old.inode().number() == target.inode().number()) {
            return 0;
        }
        int writable = Credentials.WRITE | Credentials.SEARCH;
        if (!who.may(writable, parentOf(old)) || !who.may(writable, parentOf(target))) {
            return -EACCES.code();
        }
        if (target.inode() != null && target.inode() instanceof Directory != old.inode() instanceof Directory) {
            return target.inode() instanceof Directory ? -EISDIR.code() : -ENOTDIR.code();
        }
        return parentOf(old).operations().rename(parentOf(old), old.name(), parentOf(target), target.name());
    }

    private int refuseNewName(Lookup found) {
        if (found.errno() != 0) {
            return found.errno();
        }
        if (found.inode() != null) {
            return -EEXIST.code();
        }
        return who.may(Credentials.WRITE | Credentials.SEARCH, parentOf(found)) ? 0 : -EACCES.code();
    }

    private static Directory parentOf(Lookup found) {
        Directory parent = found.parent();
        if (parent == null) {
            throw new IllegalArgumentException("lookup failed with " + found.errno());
        }
        return parent;
    }
}
