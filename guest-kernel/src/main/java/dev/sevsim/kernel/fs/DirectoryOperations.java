package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EACCES;
import static dev.sevsim.abi.Errno.EPERM;

/**
 * What a file system can do in a directory besides lookup; 0 or a negative errno.
 *
 * <p>The answers here are those of a directory without the operation. Source: docs/reference/guest-kernel.md section 6.
 */
public interface DirectoryOperations {
    /** Lookup and nothing else. */
    DirectoryOperations LOOKUP_ONLY = new DirectoryOperations() {};

    /** The directory that a file system keeps for a mount: every name in it answers ENOENT, even to what would make it. */
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
    default int create(Directory directory, String name, int permissions) {
        return -EACCES.code();
    }

    /** Creates a directory. */
    default int makeDirectory(Directory directory, String name, int permissions) {
        return -EPERM.code();
    }

    /** Removes the name of a file. */
    default int unlink(Directory directory, String name, Inode victim) {
        return -EPERM.code();
    }

    /** Removes an empty directory. */
    default int removeDirectory(Directory directory, String name, Directory victim) {
        return -EPERM.code();
    }

    /** Moves a name; the target's name is free or may be replaced. */
    default int rename(Directory from, String name, Directory to, String newName) {
        return -EPERM.code();
    }

    /** Gives a file a second name. */
    default int link(Directory directory, String name, Inode existing) {
        return -EPERM.code();
    }

    /** Makes a symbolic link. */
    default int symbolicLink(Directory directory, String name, String target) {
        return -EPERM.code();
    }

    /** Makes a named pipe. */
    default int makePipe(Directory directory, String name, int permissions) {
        return -EPERM.code();
    }
}
