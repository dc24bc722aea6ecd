package dev.sevsim.kernel.fs;

/** How a file is opened. */
public enum OpenFlag {
    READ,
    WRITE,
    CREATE,
    EXCLUSIVE,
    TRUNCATE,
    APPEND
}
