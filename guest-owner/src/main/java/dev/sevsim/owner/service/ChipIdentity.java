package dev.sevsim.owner.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.owner.PlatformChain;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which chip a chain belongs to: SHA-256 of the public key in its CEK certificate.
 *
 * <p>The chip's id is in no certificate; the CEK is what a chip has for itself. Our choice.
 *
 * @param digest 32 bytes
 */
public record ChipIdentity(Bytes digest) {
    /** Bytes of an identity. */
    public static final int SIZE = 32;

    /** The chip that a chain names. */
    public static ChipIdentity of(PlatformChain chain) {
        try {
            return new ChipIdentity(Bytes.copyOf(MessageDigest.getInstance("SHA-256")
                    .digest(chain.cek().content().publicKey().toArray())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return digest.toHex();
    }
}
