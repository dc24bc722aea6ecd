package dev.sevsim.kernel.fs;

import dev.sevsim.kernel.core.KernelTime;
import java.util.Optional;

/**
 * securityfs: kernel code makes and removes its entries; users can only read, unless a directory has operations of its
 * own.
 *
 * <p>Source: docs/reference/guest-kernel.md section 6.
 */
public final class SecurityFs {
    /** Name of the file system type. */
    public static final String TYPE = "securityfs";

    private static final int DIRECTORY_PERMISSIONS = 0755;

    private final FileSystem fileSystem;

    /** Empty; {@code device} is the minor number that stat shows. */
    public SecurityFs(int device, KernelTime time) {
        this.fileSystem = new FileSystem(TYPE, device, time, DirectoryOperations.LOOKUP_ONLY);
    }

    public FileSystem fileSystem() {
        return fileSystem;
    }

    public Directory root() {
        return fileSystem.root();
    }

    /** Makes a directory; empty when the name is taken (-EEXIST). */
    public Optional<Directory> createDirectory(Directory parent, String name) {
        return enter(parent, name, new Directory(fileSystem, DIRECTORY_PERMISSIONS, DirectoryOperations.LOOKUP_ONLY));
    }

    /** Makes a file; empty when the name is taken (-EEXIST). */
    public Optional<RegularFile> createFile(Directory parent, String name, int permissions, FileOperations operations) {
        return enter(parent, name, new RegularFile(fileSystem, permissions, operations));
    }

    /**
     * Removes what the kernel made; a name that is gone already is no error. A directory with names in it stays for the
     * rest of the boot, and what a process holds stays until it is released (section 6.3).
     */
    public void remove(Directory parent, String name) {
        parent.withdraw(name);
    }

    private static <T extends Inode> Optional<T> enter(Directory parent, String name, T inode) {
        if (parent.child(name).isPresent()) {
            return Optional.empty();
        }
        parent.enter(name, inode);
        return Optional.of(inode);
    }
}
