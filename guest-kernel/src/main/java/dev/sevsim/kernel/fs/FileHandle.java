package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EINVAL;
import static dev.sevsim.abi.Errno.ENXIO;

/** The file system's side of one open file. */
@FunctionalInterface
public interface FileHandle {
    /** Reads at {@code position}; bytes read, 0 at the end, or a negative errno. */
    int read(long position, byte[] target, int offset, int length);

    /** Writes at {@code position}; bytes written or a negative errno. A file without the method answers -EINVAL. */
    default int write(long position, byte[] source, int offset, int length) {
        return -EINVAL.code();
    }

    /** Whether a write can name its position ({@code pwrite}). */
    default boolean writesAtPosition() {
        return true;
    }

    /** Where a seek to the end leads; a negative errno where the end is not known. */
    default long end() {
        return -EINVAL.code();
    }

    /** The position that {@code lseek} leads to from {@code current}, or a negative errno. */
    default long seek(long current, long offset, Whence whence) {
        long end = end();
        if (whence.isAboutContent() && end < 0) {
            return end;
        }
        if ((whence == Whence.DATA || whence == Whence.HOLE) && (offset < 0 || offset >= end)) {
            return -ENXIO.code();
        }
        long target = switch (whence) {
            case START, DATA -> offset;
            case CURRENT -> current + offset;
            case END -> end + offset;
            case HOLE -> end;
        };
        return target < 0 ? -EINVAL.code() : target;
    }

    /** The position by start and current position alone; -EINVAL for the other origins and for a negative one. */
    static long seekWithoutEnd(long current, long offset, Whence whence) {
        long target = whence == Whence.CURRENT ? current + offset : offset;
        return whence.isAboutContent() || target < 0 ? -EINVAL.code() : target;
    }

    /** {@code fsync}: 0, or -EINVAL for a file without the method. */
    default int sync() {
        return -EINVAL.code();
    }

    /** The last descriptor was closed. */
    default void release() {}
}
