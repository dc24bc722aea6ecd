package dev.sevsim.kernel.fs;

import java.time.Instant;

/** A file or directory with its attributes. */
public abstract class Inode {
    /** The bits of a mode with the type of the file. */
    public static final int FORMAT_MASK = 0170000;
    /** Format bits of a directory. */
    public static final int DIRECTORY_FORMAT = 0040000;
    /** Format bits of a regular file. */
    public static final int REGULAR_FORMAT = 0100000;
    /** Format bits of a block device. */
    public static final int BLOCK_FORMAT = 0060000;

    private final FileSystem fileSystem;
    private final long number;
    private final int mode;
    private final Instant accessed;
    private int links;
    private Instant modified;
    private Instant changed;

    Inode(FileSystem fileSystem, int mode, int links) {
        this.fileSystem = fileSystem;
        this.number = fileSystem.nextInodeNumber();
        this.mode = mode;
        this.accessed = fileSystem.now();
        this.links = links;
        this.modified = accessed;
        this.changed = accessed;
    }

    /** {@code st_size}. */
    public abstract long size();

    /** The file system that it lives in. */
    public final FileSystem fileSystem() {
        return fileSystem;
    }

    public final long number() {
        return number;
    }

    /** Format and permission bits. */
    public final int mode() {
        return mode;
    }

    /** Everything here belongs to root. */
    public final int uid() {
        return 0;
    }

    /** Everything here belongs to root's group. */
    public final int gid() {
        return 0;
    }

    /** Attributes as they are now. */
    final FileStatus status() {
        return new FileStatus(
                fileSystem.device(), number, mode, links, uid(), gid(), size(), accessed, modified, changed);
    }

    final void addLinks(int difference) {
        links += difference;
    }

    /** Sets the times of modification and of attribute change to now. */
    public final void touch() {
        modified = fileSystem.now();
        changed = modified;
    }

    /** Sets the time of attribute change to now. */
    public final void touchAttributes() {
        changed = fileSystem.now();
    }
}
