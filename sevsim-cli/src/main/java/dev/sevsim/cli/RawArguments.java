package dev.sevsim.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The command line of this process as bytes.
 *
 * <p>Java decodes arguments by the locale and replaces what it cannot decode. A launch digest, a secret or a file name
 * would then be another one without a word, so that such an argument is refused. Linux has the bytes in
 * /proc/self/cmdline, each argument ended by a zero byte: proc(5).
 */
final class RawArguments {
    /** Nothing is known about the bytes, and nothing is refused. */
    static final RawArguments UNKNOWN = new RawArguments(new byte[0]);

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private final byte[] commandLine;

    RawArguments(byte[] commandLine) {
        this.commandLine = commandLine;
    }

    /** Those of this process; unknown on a system that does not show them. */
    static RawArguments ofProcess() {
        try {
            return new RawArguments(Files.readAllBytes(COMMAND_LINE));
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    /** Why {@code arguments} are not what was given; empty when they are. */
    Optional<String> problem(String... arguments) {
        List<byte[]> given = split();
        int skipped = given.size() - arguments.length;
        for (int i = 0; skipped >= 0 && i < arguments.length; i++) {
            byte[] decoded = arguments[i].getBytes(StandardCharsets.UTF_8);
            if (!Arrays.equals(given.get(skipped + i), decoded)) {
                return Optional.of("argument " + (i + 1) + " cannot be read: it is no UTF-8, or the locale is not"
                        + " UTF-8 (start sevsim by its launcher, or set LC_ALL=C.UTF-8)");
            }
        }
        return Optional.empty();
    }

    private List<byte[]> split() {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < commandLine.length; i++) {
            if (commandLine[i] == 0) {
                parts.add(Arrays.copyOfRange(commandLine, start, i));
                start = i + 1;
            }
        }
        return parts;
    }
}
