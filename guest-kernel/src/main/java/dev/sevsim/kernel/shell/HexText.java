package dev.sevsim.kernel.shell;

/** The ASCII column of a dump. */
final class HexText {
    private HexText() {}

    static char printable(byte value) {
        return value >= 0x20 && value < 0x7F ? (char) value : '.';
    }

    static String printable(byte[] content, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(printable(content[i]));
        }
        return text.toString();
    }
}
