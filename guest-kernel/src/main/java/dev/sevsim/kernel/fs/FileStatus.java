package dev.sevsim.kernel.fs;

import java.time.Instant;

/**
 * What {@code stat} answers.
 *
 * @param device minor number of the file system's anonymous device
 * @param inode inode number
 * @param mode format and permission bits
 * @param links hard links
 * @param uid owner
 * @param gid group
 * @param size bytes
 * @param accessed time of last access
 * @param modified time of last modification
 * @param changed time of last change of attributes
 */
public record FileStatus(
        int device,
        long inode,
        int mode,
        int links,
        int uid,
        int gid,
        long size,
        Instant accessed,
        Instant modified,
        Instant changed) {
    /** The bits of a mode with the type of the file. */
    public static final int FORMAT_MASK = 0170000;

    /** Format bits of a directory. */
    public static final int DIRECTORY_FORMAT = 0040000;

    /** Format bits of a regular file. */
    public static final int REGULAR_FORMAT = 0100000;

    /** Format bits of a block device. */
    public static final int BLOCK_FORMAT = 0060000;

    /** Format bits of a character device. */
    public static final int CHARACTER_FORMAT = 0020000;

    /** Format bits of a symbolic link. */
    public static final int LINK_FORMAT = 0120000;

    /** Format bits of a named pipe. */
    public static final int PIPE_FORMAT = 0010000;

    /** Preferred size of a transfer; a page on every file system here. */
    public static final int BLOCK_SIZE = 4096;

    /** Permission bit: an executable runs as its owner. */
    static final int SET_USER = 04000;

    /** Permission bit: an executable runs with its group. */
    static final int SET_GROUP = 02000;

    /** Permission bit: in this directory only owners remove names. */
    static final int STICKY = 01000;

    public boolean isDirectory() {
        return (mode & FORMAT_MASK) == DIRECTORY_FORMAT;
    }
}
