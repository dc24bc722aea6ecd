package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.EPERM;

import dev.sevsim.kernel.core.ErrnoException;

/**
 * What a file system can do in a directory besides lookup; what it refuses ends with an {@link ErrnoException}.
 *
 * <p>The answers here are those of a directory without the operation. Source: docs/reference/guest-kernel.md section 6.
 */
public interface DirectoryOperations {
    /** Lookup and nothing else. */
    DirectoryOperations LOOKUP_ONLY = new DirectoryOperations() {};

    /**
     * The directory that a file system keeps for a mount: every name in it answers ENOENT, even to what would make it.
     */
    DirectoryOperations MOUNT_POINT = new DirectoryOperations() {
        @Override
        public boolean staysEmpty() {
            return true;
        }
    };

    /** Whether no name can be looked up. */
    default boolean staysEmpty() {
        return false;
    }

    /** Whether {@code rmdir} and {@code rename} exist; they are refused for a mount point only then. */
    default boolean removesNames() {
        return false;
    }

    /** Creates a regular file. */
    default void create(Directory directory, String name, int permissions) {
        throw new ErrnoException(EACCES);
    }

    /** Creates a directory. */
    default void makeDirectory(Directory directory, String name, int permissions) {
        throw new ErrnoException(EPERM);
    }

    /** Removes the name of a file. */
    default void unlink(Directory directory, String name, Inode victim) {
        throw new ErrnoException(EPERM);
    }

    /** Removes an empty directory. */
    default void removeDirectory(Directory directory, String name, Directory victim) {
        throw new ErrnoException(EPERM);
    }

    /** Moves a name; the target's name is free or may be replaced. */
    default void rename(Directory from, String name, Directory to, String newName) {
        throw new ErrnoException(EPERM);
    }

    /** Gives a file a second name. */
    default void link(Directory directory, String name, Inode existing) {
        throw new ErrnoException(EPERM);
    }

    /** Makes a symbolic link. */
    default void symbolicLink(Directory directory, String name, String target) {
        throw new ErrnoException(EPERM);
    }

    /** Makes a named pipe. */
    default void makePipe(Directory directory, String name, int permissions) {
        throw new ErrnoException(EPERM);
    }
}
