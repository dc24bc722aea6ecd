package dev.sevsim.kernel.fs;

/** How a file is opened. Flags without an effect in this model ({@code O_NONBLOCK}, {@code O_SYNC}) are not here. */
public enum OpenFlag {
    READ,
    WRITE,
    CREATE,
    EXCLUSIVE,
    TRUNCATE,
    APPEND,
    /** {@code O_DIRECTORY}. */
    DIRECTORY,
    /** {@code O_NOFOLLOW}. */
    NO_FOLLOW,
    /** {@code O_NOATIME}. */
    NO_ACCESS_TIME,
    /** {@code O_DIRECT}. */
    DIRECT,
    /** {@code O_PATH}. */
    PATH,
    /** {@code O_TMPFILE}, which includes {@code O_DIRECTORY}. */
    TEMPORARY
}
