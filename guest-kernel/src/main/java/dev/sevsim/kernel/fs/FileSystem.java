package dev.sevsim.kernel.fs;

import dev.sevsim.kernel.core.KernelTime;
import java.time.Instant;

/** One file system instance: its type, its device number, its inode numbers and its root. */
public final class FileSystem {
    private final String type;
    private final int device;
    private final KernelTime time;
    private final Directory root;
    private long lastInode;

    /** {@code type} is the name in {@code /proc/filesystems}; {@code device} the minor number that stat shows. */
    public FileSystem(String type, int device, KernelTime time, DirectoryOperations rootOperations) {
        this.type = type;
        this.device = device;
        this.time = time;
        this.root = new Directory(this, 0755, rootOperations);
    }

    public String type() {
        return type;
    }

    public int device() {
        return device;
    }

    /** The largest {@code st_size}: file systems of memory have no bound, the others that of an alloc'ed superblock. */
    long largestFile() {
        return root.operations().removesNames() ? Long.MAX_VALUE : Integer.MAX_VALUE;
    }

    public Directory root() {
        return root;
    }

    Instant now() {
        return time.now();
    }

    long nextInodeNumber() {
        lastInode++;
        return lastInode;
    }
}
