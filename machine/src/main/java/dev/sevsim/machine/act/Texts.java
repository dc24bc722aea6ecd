package dev.sevsim.machine.act;

import java.util.Optional;

/** Numbers in the text forms of points and acts. */
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
}
