package dev.sevsim.kernel.fs;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A file or directory with its attributes. */
public abstract class Inode {
    private static final long DAY_SECONDS = 86400;

    private final FileSystem fileSystem;
    private final long number;
    private int mode;
    private int links;
    private int uid;
    private int gid;
    private Times times;
    /** Present once the module with the operations is gone. */
    private @Nullable Consumer<String> oops;

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

    final boolean isRegular() {
        return (mode & FileStatus.FORMAT_MASK) == FileStatus.REGULAR_FORMAT;
    }

    /** Owner; root where the kernel made it. */
    public final int uid() {
        return uid;
    }

    /** Group of the owner. */
    public final int gid() {
        return gid;
    }

    /** {@code st_nlink}. */
    final int links() {
        return links;
    }

    /** Attributes as they are now. */
    final FileStatus status() {
        return new FileStatus(
                fileSystem.device(),
                number,
                mode,
                links,
                uid,
                gid,
                size(),
                times.accessed(),
                times.modified(),
                times.changed());
    }

    final void addLinks(int difference) {
        links += difference;
    }

    /** Replaces the permission bits; the time of attribute change is the caller's. */
    final void setPermissions(int permissions) {
        mode = (mode & FileStatus.FORMAT_MASK) | permissions;
    }

    final void setOwner(int newUid, int newGid) {
        uid = newUid;
        gid = newGid;
    }

    /** Sets the times of access and modification as {@code utimensat} does, and that of attribute change to now. */
    final void setTimes(Instant accessed, Instant modified) {
        times = new Times(accessed, modified, fileSystem.now());
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

    /** Whether a mount with {@code relatime} records an access now: not read since a change, or a day ago. */
    final boolean needsAccessTime() {
        return !times.accessed().isAfter(times.modified())
                || !times.accessed().isAfter(times.changed())
                || fileSystem.now().getEpochSecond() - times.accessed().getEpochSecond() >= DAY_SECONDS;
    }

    final void touchAccess() {
        times = new Times(fileSystem.now(), times.modified(), times.changed());
    }

    /**
     * The module with the operations of this inode was removed while something still referred to it.
     *
     * @param report logs the oops of a process that needs them, given the function of the kernel that calls them; it
     *     throws
     */
    public final void loseOperations(Consumer<String> report) {
        oops = report;
    }

    /** Whether a call of an operation ends the process. */
    final boolean hasLostOperations() {
        return oops != null;
    }

    /** {@code function} of the kernel calls an operation of this inode. */
    final void callOperation(String function) {
        if (oops != null) {
            oops.accept(function);
        }
    }
}
