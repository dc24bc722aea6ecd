package dev.sevsim.kernel.fs;

import java.time.Instant;

/** A file or directory with its attributes. */
public abstract class Inode {
    private final FileSystem fileSystem;
    private final long number;
    private final int mode;
    private int links;
    private Times times;

    Inode(FileSystem fileSystem, int mode, int links) {
        this.fileSystem = fileSystem;
        this.number = fileSystem.nextInodeNumber();
        this.mode = mode;
        this.links = links;
        Instant now = fileSystem.now();
        this.times = new Times(now, now, now);
    }

    private record Times(Instant accessed, Instant modified, Instant changed) {}

    /** {@code st_size}. */
    public abstract long size();

    /** Its file system. */
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
                fileSystem.device(),
                number,
                mode,
                links,
                uid(),
                gid(),
                size(),
                times.accessed(),
                times.modified(),
                times.changed());
    }

    final void addLinks(int difference) {
        links += difference;
    }

    /** Sets the times of modification and of attribute change to now. */
    public final void touch() {
        Instant now = fileSystem.now();
        times = new Times(times.accessed(), now, now);
    }

    /** Sets the time of attribute change to now. */
    public final void touchAttributes() {
        times = new Times(times.accessed(), times.modified(), fileSystem.now());
    }
}
