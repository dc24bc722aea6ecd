package dev.sevsim.psp.keys;

import dev.sevsim.abi.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests by their JCA name. */
final class Digests {
    private Digests() {}

    static Bytes of(String name, Bytes message) {
        try {
            return Bytes.copyOf(MessageDigest.getInstance(name).digest(message.toArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
