package dev.sevsim.kernel.shell;

import dev.sevsim.kernel.fs.FileStatus;

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
        return switch (mode & FileStatus.FORMAT_MASK) {
            case FileStatus.DIRECTORY_FORMAT -> "d";
            case FileStatus.BLOCK_FORMAT -> "b";
            case FileStatus.CHARACTER_FORMAT -> "c";
            case FileStatus.LINK_FORMAT -> "l";
            case FileStatus.PIPE_FORMAT -> "p";
            default -> "-";
        };
    }
}
