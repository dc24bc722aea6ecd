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
    public boolean isDirectory() {
        return (mode & Inode.FORMAT_MASK) == Inode.DIRECTORY_FORMAT;
    }
}
