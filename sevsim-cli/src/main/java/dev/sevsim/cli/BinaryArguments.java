package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.OwnerFiles;
import dev.sevsim.owner.OwnerInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Short binary values: base64 or hexadecimal text, or the name of a file that holds them raw or as text. */
final class BinaryArguments {
    private static final int NONCE_BYTES = 16;
    private static final int DIGEST_BYTES = 32;
    private static final int LOOKED_AT = 1024;

    private BinaryArguments() {}

    /** A measurement, 48 bytes. */
    static MeasurementBlob measurement(String argument) {
        return MeasurementBlob.CODEC.decode(binary("measurement", argument, MeasurementBlob.SIZE));
    }

    /** A nonce, 16 bytes. */
    static Bytes nonce(String argument) {
        return binary("nonce", argument, NONCE_BYTES);
    }

    /** A launch digest, 32 bytes. */
    static Bytes launchDigest(String argument) {
        return binary("launch digest", argument, DIGEST_BYTES);
    }

    private static Bytes binary(String what, String argument, int size) {
        try {
            return isFile(argument)
                    ? OwnerFiles.readBinary(Path.of(argument), what, size)
                    : OwnerFiles.parseBinary(argument, what, size);
        } catch (OwnerInputException e) {
            String hint = hint(isFile(argument) ? beginning(Path.of(argument)) : argument);
            if (hint.isEmpty()) {
                throw e;
            }
            throw new InputException(e.getMessage() + hint, e);
        }
    }

    /** What a text is that was copied with too much around it; empty for another. */
    private static String hint(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
            return "; this is JSON, give the value of its member alone";
        }
        if (trimmed.startsWith("\"") || trimmed.startsWith("'")) {
            return "; leave out the quotes";
        }
        return trimmed.matches("[A-Za-z0-9+/_=-]*[_-][A-Za-z0-9+/_=-]*")
                ? "; this may be URL-safe base64, which has - and _ in place of + and /"
                : "";
    }

    private static String beginning(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean isFile(String argument) {
        try {
            return Files.isRegularFile(Path.of(argument));
        } catch (InvalidPathException e) {
            return false; // not a file name on this platform, so it is text
        }
    }
}
