package dev.sevsim.kernel.fs;

/** What a regular file does when it is opened. */
@FunctionalInterface
public interface FileOperations {
    /** One open file description. */
    FileHandle open();

    /** {@code st_size}; 0 for files that are computed on read. */
    default long size() {
        return 0;
    }

    /** Cuts the content to nothing, for an open with O_TRUNC. */
    default void truncate() {}
}
