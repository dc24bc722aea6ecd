package dev.sevsim.host.qmp;

/**
 * The characters that QEMU takes in JSON: no half of a surrogate pair and no code point that is set aside as none.
 *
 * <p>Source: docs/reference/kvm-host.md section 5.8.
 */
final class JsonCharacters {
    private static final int HEX_DIGITS = 4;
    private static final int HEX = 16;

    private JsonCharacters() {}

    /**
     * Checks a text before it is read; an escape that is malformed otherwise is left to the reader.
     *
     * @throws QmpException for an escape of no character, or such a code point itself
     */
    static void require(String text) {
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            if (character == '\\') {
                at = afterEscape(text, at);
            } else if (isCharacter(character)) {
                at += Character.charCount(character);
            } else {
                throw QmpJson.broken("invalid UTF-8 sequence in string");
            }
        }
    }

    private static int afterEscape(String text, int at) {
        int first = unit(text, at);
        if (first < 0) {
            return at + 2;
        }
        int end = at + 2 + HEX_DIGITS;
        int character = first;
        if (Character.isHighSurrogate((char) first) && unit(text, end) >= 0) {
            int second = unit(text, end);
            end += 2 + HEX_DIGITS;
            character = Character.isLowSurrogate((char) second)
                    ? Character.toCodePoint((char) first, (char) second)
                    : first;
        }
        if (!isCharacter(character)) {
            throw QmpJson.broken(text.substring(at, end) + " is not a valid Unicode character");
        }
        return end;
    }

    /** Value of the escape with four digits at a position; -1 for anything else. */
    private static int unit(String text, int at) {
        int digits = at + 2;
        if (digits + HEX_DIGITS > text.length() || text.charAt(at) != '\\' || text.charAt(at + 1) != 'u') {
            return -1;
        }
        int value = 0;
        for (int i = digits; i < digits + HEX_DIGITS; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), HEX) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * HEX + digit;
        }
        return value;
    }

    private static boolean isCharacter(int codePoint) {
        boolean setAside = (codePoint >= 0xFDD0 && codePoint <= 0xFDEF) || (codePoint & 0xFFFE) == 0xFFFE;
        return !setAside && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
    }
}
