package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.EEXIST;
import static dev.sevsim.abi.Errno.ENOENT;
import static dev.sevsim.abi.Errno.ENOTDIR;

import org.jspecify.annotations.Nullable;

/**
 * Where a path leads, whose directories exist and can be searched.
 *
 * @param parent directory of the last component
 * @param name last component, empty when the path is the root; may be {@code .} or {@code ..}
 * @param inode what is there; null when the last name does not exist
 * @param wantsDirectory whether the path ended in a slash
 */
record Lookup(Directory parent, String name, @Nullable Inode inode, boolean wantsDirectory) {
    /** Whether the last component is a name that can be made or removed. */
    boolean isOrdinaryName() {
        return !name.isEmpty() && !name.equals(".") && !name.equals("..");
    }

    /** What is there; ENOENT. */
    Inode existing() throws ErrnoException {
        if (inode == null) {
            throw new ErrnoException(ENOENT);
        }
        return inode;
    }

    /** The directory that is there; ENOENT, ENOTDIR. */
    Directory directory() throws ErrnoException {
        if (!(existing() instanceof Directory directory)) {
            throw new ErrnoException(ENOTDIR);
        }
        return directory;
    }

    /** The parent, in which {@code who} may change names; EACCES. */
    Directory writableParent(Credentials who) throws ErrnoException {
        if (!who.may(Credentials.WRITE | Credentials.SEARCH, parent)) {
            throw new ErrnoException(EACCES);
        }
        return parent;
    }

    /** The parent, in which {@code who} may make this name; EEXIST, EACCES. */
    Directory parentForNewName(Credentials who) throws ErrnoException {
        if (inode != null) {
            throw new ErrnoException(EEXIST);
        }
        return writableParent(who);
    }
}
