package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EBUSY;
import static dev.sevsim.abi.Errno.EEXIST;
import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.EISDIR;
import static dev.sevsim.abi.Errno.ENOENT;
import static dev.sevsim.abi.Errno.ENOTDIR;
import static dev.sevsim.abi.Errno.ENOTEMPTY;
import static dev.sevsim.abi.Errno.EPERM;
import static dev.sevsim.abi.Errno.EXDEV;

import dev.sevsim.kernel.core.ErrnoException;
import org.jspecify.annotations.Nullable;

/** The system calls that make, move and remove names. */
abstract class NameCalls extends ProcessCalls {
    private static final int DIRECTORY_BITS = 01777;

    NameCalls(MountNamespace namespace, Credentials who) {
        super(namespace, who);
    }

    /** Makes an entry of a directory. */
    @FunctionalInterface
    private interface Maker {
        void make(Directory directory, String name);
    }

    /** {@code mkdir}. */
    public final int makeDirectory(String path, int permissions) {
        int bits = masked(permissions) & DIRECTORY_BITS;
        return ErrnoException.resultOf(() -> {
            Lookup found = walk().toLast(path);
            requireFree(found, true);
            make(found, (parent, name) -> parent.operations().makeDirectory(parent, name, bits), "vfs_mkdir");
        });
    }

    /** {@code mknod} of a named pipe. */
    public final int makePipe(String path, int permissions) {
        int bits = masked(permissions);
        return ErrnoException.resultOf(() -> {
            Lookup found = walk().toLast(path);
            requireFree(found, false);
            make(found, (parent, name) -> parent.operations().makePipe(parent, name, bits), "vfs_mknod");
        });
    }

    /** {@code symlink}. */
    public final int symbolicLink(String target, String path) {
        return ErrnoException.resultOf(() -> {
            if (target.isEmpty()) {
                throw new ErrnoException(ENOENT);
            }
            Lookup found = walk().toLast(path);
            requireFree(found, false);
            make(found, (parent, name) -> parent.operations().symbolicLink(parent, name, target), "vfs_symlink");
        });
    }

    /** {@code link}; a symbolic link itself gets the second name. */
    public final int link(String existing, String path) {
        return ErrnoException.resultOf(() -> {
            Location old = walk().find(existing, false);
            Lookup found = walk().toLast(path);
            requireFree(found, false);
            if (old.mount() != found.at().mount()) {
                throw new ErrnoException(EXDEV);
            }
            if (!credentials().mayLink(old.inode())) {
                throw new ErrnoException(EPERM);
            }
            Directory parent = changeable(found, "vfs_link");
            if (old.inode() instanceof Directory) {
                throw new ErrnoException(EPERM);
            }
            parent.operations().link(parent, found.name(), old.inode());
        });
    }

    /** Makes a name that is free; what is made is the user's. */
    private void make(Lookup found, Maker maker, String function) {
        Directory parent = changeable(found, function);
        maker.make(parent, found.name());
        give(parent, found.name());
    }

    /** A new file is its maker's. */
    final void give(Directory parent, String name) {
        parent.child(name)
                .ifPresent(
                        made -> made.setOwner(credentials().uid(), credentials().gid()));
    }

    private static void requireFree(Lookup found, boolean wantsDirectory) {
        if (!found.isOrdinary() || found.child() != null) {
            throw new ErrnoException(EEXIST);
        }
        if (found.slash() && !wantsDirectory) {
            throw new ErrnoException(ENOENT);
        }
    }

    /** The directory of a name that is to be made by {@code function} of the kernel; ENOENT, EACCES. */
    final Directory changeable(Lookup found, String function) {
        Directory parent = found.directory();
        if (parent.isRemoved()) {
            throw new ErrnoException(ENOENT);
        }
        require(Credentials.WRITE | Credentials.SEARCH, parent);
        found.at().callOperation(function);
        return parent;
    }

    /** Whether {@code victim} may go from the directory: EACCES, EPERM, ENOTDIR, EISDIR, EBUSY. */
    private void requireRemovable(Directory parent, Dentry victim, boolean wantsDirectory) {
        require(Credentials.WRITE | Credentials.SEARCH, parent);
        boolean sticky = (parent.mode() & FileStatus.STICKY) != 0;
        if (sticky && !credentials().owns(victim.inode()) && !credentials().owns(parent)) {
            throw new ErrnoException(EPERM);
        }
        boolean isDirectory = victim.inode() instanceof Directory;
        if (isDirectory != wantsDirectory) {
            throw new ErrnoException(wantsDirectory ? ENOTDIR : EISDIR);
        }
    }

    /** {@code unlink}. */
    public final int unlink(String path) {
        return ErrnoException.resultOf(() -> unlink(walk().toLast(path)));
    }

    final void unlink(Lookup found) {
        if (!found.isOrdinary()) {
            throw new ErrnoException(EISDIR);
        }
        Dentry victim = found.existing();
        if (found.slash()) {
            throw new ErrnoException(victim.inode() instanceof Directory ? EISDIR : ENOTDIR);
        }
        Directory parent = found.directory();
        requireRemovable(parent, victim, false);
        found.at().callOperation("vfs_unlink");
        parent.operations().unlink(parent, found.name(), victim.inode());
    }

    /** {@code rmdir}. */
    public final int removeDirectory(String path) {
        return ErrnoException.resultOf(() -> removeDirectory(walk().toLast(path)));
    }

    final void removeDirectory(Lookup found) {
        if (!found.isOrdinary()) {
            throw new ErrnoException(
                    found.name().isEmpty() ? EBUSY : found.name().equals(".") ? EINVAL : ENOTEMPTY);
        }
        Dentry victim = found.existing();
        Directory parent = found.directory();
        requireRemovable(parent, victim, true);
        found.at().callOperation("vfs_rmdir");
        if (parent.operations().removesNames() && namespace().isMountPoint(victim)) {
            throw new ErrnoException(EBUSY);
        }
        parent.operations().removeDirectory(parent, found.name(), (Directory) victim.inode());
    }

    /** {@code rename}. */
    public final int rename(String from, String to) {
        return ErrnoException.resultOf(() -> {
            Lookup old = walk().toLast(from);
            Lookup target = walk().toLast(to);
            if (old.at().mount() != target.at().mount()) {
                throw new ErrnoException(EXDEV);
            }
            if (!old.isOrdinary() || !target.isOrdinary()) {
                throw new ErrnoException(EBUSY);
            }
            Dentry moved = old.existing();
            Dentry replaced = target.child();
            requireMovable(old, moved, target, replaced);
            if (replaced != null && replaced.inode().equals(moved.inode())) {
                return;
            }
            rename(old, moved, target, replaced);
        });
    }

    /** Slashes are for directories, and a directory cannot go below itself, nor replace what it is in. */
    private static void requireMovable(Lookup old, Dentry moved, Lookup target, @Nullable Dentry replaced) {
        if (!(moved.inode() instanceof Directory) && (old.slash() || target.slash())) {
            throw new ErrnoException(ENOTDIR);
        }
        if (moved.holds(target.directory().self())) {
            throw new ErrnoException(EINVAL);
        }
        if (replaced != null && replaced.holds(old.directory().self())) {
            throw new ErrnoException(ENOTEMPTY);
        }
    }

    private void rename(Lookup old, Dentry moved, Lookup target, @Nullable Dentry replaced) {
        Directory source = old.directory();
        Directory destination = target.directory();
        boolean isDirectory = moved.inode() instanceof Directory;
        requireRemovable(source, moved, isDirectory);
        if (replaced == null) {
            Directory unused = changeable(target, "vfs_rename");
        } else {
            requireRemovable(destination, replaced, isDirectory);
        }
        old.at().callOperation("vfs_rename");
        if (source.operations().removesNames()) {
            if (isDirectory && source != destination) {
                require(Credentials.WRITE, moved.inode());
            }
            if (namespace().isMountPoint(moved)
                    || (replaced != null && namespace().isMountPoint(replaced))) {
                throw new ErrnoException(EBUSY);
            }
        }
        source.operations().rename(source, old.name(), destination, target.name());
    }

    /** {@code readlink}. */
    public final Answer<String> readLink(String path) {
        return answer(() -> {
            Location found = walk().find(path, false);
            if (found.inode() instanceof SymbolicLink link) {
                return link.target();
            }
            found.callOperation("do_readlinkat");
            throw new ErrnoException(EINVAL);
        });
    }
}
