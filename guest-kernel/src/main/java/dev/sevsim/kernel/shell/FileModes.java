package dev.sevsim.kernel.shell;

/** The text form of a mode. */
final class FileModes {
    private static final String BITS = "rwxrwxrwx";

    private FileModes() {}

    /** Ten characters, such as {@code -r--r-----}. */
    static String text(int mode) {
        StringBuilder text = new StringBuilder((mode & 0170000) == 0040000 ? "d" : "-");
        for (int i = 0; i < BITS.length(); i++) {
            text.append((mode >> (BITS.length() - 1 - i) & 1) == 1 ? BITS.charAt(i) : '-');
        }
        return text.toString();
    }
}
