package dev.sevsim.machine.act;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Numbers and lists in the text forms of points and acts. */
final class Texts {
    private Texts() {}

    /** A number in decimal, or in hexadecimal with {@code 0x}, up to 64 bits unsigned; empty for another text. */
    static Optional<Long> number(String text) {
        try {
            return Optional.of(
                    text.startsWith("0x")
                            ? Long.parseUnsignedLong(text.substring(2), 16)
                            : Long.parseUnsignedLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty(); // the caller names what is expected
        }
    }

    /** The form in which numbers are printed and compared. */
    static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }

    /**
     * Reads a list of pairs.
     *
     * @param words each a name, {@code between} and a value
     * @param what begins the message about another word
     * @return by name, in their order
     * @throws IllegalArgumentException for a word that is no pair, and for a name that is there twice
     */
    static Map<String, String> pairs(String[] words, char between, String what) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String word : words) {
            int at = word.indexOf(between);
            if (at <= 0 || at == word.length() - 1) {
                throw new IllegalArgumentException(what + " '" + word + "', expected NAME" + between
                        + "VALUE, for instance length" + between + "0xb0");
            }
            if (pairs.put(word.substring(0, at), word.substring(at + 1)) != null) {
                throw new IllegalArgumentException(
                        what + " '" + word.substring(0, at) + "' is there twice, expected each once");
            }
        }
        return pairs;
    }

    /**
     * A value for 32 bits.
     *
     * @throws ActFailure for a larger one, which would be cut
     */
    static int fitting(String what, long value) {
        if (value >>> Integer.SIZE != 0) {
            throw new ActFailure(what + " " + hex(value) + " does not fit 32 bits");
        }
        return (int) value;
    }
}
