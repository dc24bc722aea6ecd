package dev.sevsim.kernel.fs;

/** What an offset of {@code lseek} counts from. The order is that of the numbers in Linux {@code uapi/linux/fs.h}. */
public enum Whence {
    START,
    CURRENT,
    END,
    DATA,
    HOLE;

    /** Whether the content decides. */
    boolean isAboutContent() {
        return this != START && this != CURRENT;
    }
}
