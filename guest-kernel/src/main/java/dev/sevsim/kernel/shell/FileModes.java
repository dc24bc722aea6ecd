package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.fs.Inode;

/** The text form of a mode. */
final class FileModes {
    private static final String BITS = "rwxrwxrwx";

    private FileModes() {}

    /** Ten characters, such as {@code -r--r-----}. */
    static String text(int mode) {
        StringBuilder text = new StringBuilder(kind(mode));
        for (int i = 0; i < BITS.length(); i++) {
            text.append((mode >> (BITS.length() - 1 - i) & 1) == 1 ? BITS.charAt(i) : '-');
        }
        return text.toString();
    }

    private static String kind(int mode) {
        return switch (mode & Inode.FORMAT_MASK) {
            case Inode.DIRECTORY_FORMAT -> "d";
            case Inode.BLOCK_FORMAT -> "b";
            default -> "-";
        };
    }
}
