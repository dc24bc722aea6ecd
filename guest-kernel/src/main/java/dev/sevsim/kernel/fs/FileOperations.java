package dev.sevsim.kernel.fs;

/** What a regular file does when it is opened. */
@FunctionalInterface
public interface FileOperations {
    /** One open file description. */
    FileHandle open();

    /**
     * Whether there is content of {@link #size()} bytes; otherwise it is computed on read and {@code st_size} is free.
     */
    default boolean keepsContent() {
        return false;
    }

    /** Bytes that are kept. */
    default long size() {
        return 0;
    }

    /** Cuts or extends what is kept; 0 or a negative errno. */
    default int resize(long size) {
        return 0;
    }
}
