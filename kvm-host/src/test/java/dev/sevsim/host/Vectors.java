package dev.sevsim.host;

import dev.sevsim.abi.Bytes;
import dev.sevsim.testkit.VectorFile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Files of src/test/resources/vectors. */
public final class Vectors {
    private Vectors() {}

    public static Bytes guestOwner(String name) {
        return read("guest-owner/" + name);
    }

    /** The SHA-256 of {@code content} as the JDK computes it, in hexadecimal. */
    public static String sha256(Bytes content) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toArray()))
                    .toHex();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    public static Bytes read(String name) {
        return Bytes.copyOf(VectorFile.read(name));
    }
}
