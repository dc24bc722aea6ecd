package dev.sevsim.kernel.fs;

/** What an offset of {@code lseek} counts from. */
public enum Whence {
    START,
    CURRENT,
    END
}
