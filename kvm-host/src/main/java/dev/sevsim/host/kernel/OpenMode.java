package dev.sevsim.host.kernel;

/** The access mode of an open file: the two low bits of the open flags. */
public enum OpenMode {
    READ_ONLY,
    WRITE_ONLY,
    READ_WRITE;

    private static final int ACCESS_MODE = 3;

    public boolean isWritable() {
        return this != READ_ONLY;
    }

    /**
     * The mode in open flags, O_RDONLY, O_WRONLY or O_RDWR; the unused value 3 is taken for read-write, as by the
     * kernel.
     */
    public static OpenMode fromFlags(int flags) {
        return switch (flags & ACCESS_MODE) {
            case 0 -> READ_ONLY;
            case 1 -> WRITE_ONLY;
            default -> READ_WRITE;
        };
    }
}
