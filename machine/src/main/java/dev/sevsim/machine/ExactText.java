package dev.sevsim.machine;

import dev.sevsim.io.file.InputException;
import java.nio.charset.StandardCharsets;

/** Texts that become bytes of a launch: what UTF-8 cannot have would become other bytes. */
final class ExactText {
    private ExactText() {}

    /**
     * The text itself.
     *
     * @param what begins the message
     * @throws InputException for half of a surrogate pair
     */
    static String of(String what, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InputException(what + " has half of a surrogate pair, for which UTF-8 has no bytes");
        }
        return text;
    }

    /**
     * The text of a command line.
     *
     * @throws InputException for half of a surrogate pair, and for a NUL character, which ends a command line
     */
    static String commandLine(String option, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new InputException(option + " has a NUL character, which no command line of a VMM can have");
        }
        return of(option, text);
    }
}
