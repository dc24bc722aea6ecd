package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.owner.OwnerFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Short binary values: base64 or hexadecimal text, or the name of a file that holds them raw or as text. */
final class BinaryArguments {
    private static final int NONCE_BYTES = 16;
    private static final int DIGEST_BYTES = 32;

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
        if (isFile(argument)) {
            return OwnerFiles.readBinary(Path.of(argument), what, size);
        }
        return OwnerFiles.parseBinary(argument, what, size);
    }

    private static boolean isFile(String argument) {
        try {
            return Files.isRegularFile(Path.of(argument));
        } catch (InvalidPathException e) {
            return false; // not a file name on this platform, so it is text
        }
    }
}
