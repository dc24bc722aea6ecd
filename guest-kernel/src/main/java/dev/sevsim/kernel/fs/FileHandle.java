package dev.sevsim.kernel.fs;

import static dev.sevsim.abi.Errno.EINVAL;

/** The file system's side of one open file. */
public interface FileHandle {
    /** Reads at {@code position}; bytes read, 0 at the end, or a negative errno. */
    int read(long position, byte[] target, int offset, int length);

    /** Writes at {@code position}; bytes written or a negative errno. A file without the method answers -EINVAL. */
    default int write(long position, byte[] source, int offset, int length) {
        return -EINVAL.code();
    }

    /** Where a seek to the end leads; a negative errno where the end is not known. */
    default long end() {
        return -EINVAL.code();
    }

    /** The last descriptor was closed. */
    default void release() {}
}
