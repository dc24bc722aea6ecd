package dev.sevsim.kernel.fs;

import java.util.Optional;

/** What an offset of {@code lseek} counts from. Source of the numbers: Linux {@code uapi/linux/fs.h}. */
public enum Whence {
    START(0),
    CURRENT(1),
    END(2),
    DATA(3),
    HOLE(4);

    private final int code;

    Whence(int code) {
        this.code = code;
    }

    /** By its number; empty for one that there is not. */
    public static Optional<Whence> fromCode(int code) {
        for (Whence whence : values()) {
            if (whence.code == code) {
                return Optional.of(whence);
            }
        }
        return Optional.empty();
    }

    /** Whether the content decides. */
    boolean isAboutContent() {
        return this != START && this != CURRENT;
    }
}
