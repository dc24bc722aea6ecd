package dev.sevsim.kernel.shell;

/** Numbers that a user types: decimal, or hexadecimal after 0x. */
final class Numbers {
    private Numbers() {}

    /** Like strtol, text that is no number counts as 0; negative and huge ones are brought into range. */
    static int parse(String text) {
        try {
            return (int) Math.max(0, Math.min(Integer.MAX_VALUE, Long.decode(text)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
