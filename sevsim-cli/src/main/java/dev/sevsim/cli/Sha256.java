package dev.sevsim.cli;

import dev.sevsim.abi.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The name of a file's content. */
final class Sha256 {
    private Sha256() {}

    static String hex(Bytes content) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toArray()))
                    .toHex();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
