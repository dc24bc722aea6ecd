package dev.sevsim.kernel.fs;

/** What a regular file does when it is opened. */
@FunctionalInterface
public interface FileOperations {
    /** One open file description. */
    FileHandle open();

    /** What {@code st_size} says; files computed on read say 0. */
    default long size() {
        return 0;
    }

    /** Cuts the content to nothing, for an open with O_TRUNC. */
    default void truncate() {}
}
