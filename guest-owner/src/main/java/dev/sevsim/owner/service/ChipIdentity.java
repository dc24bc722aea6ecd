package dev.sevsim.owner.service;

import dev.sevsim.abi.Bytes;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.owner.PlatformChain;

/**
 * Which chip a chain belongs to: SHA-256 of the public key in its CEK certificate.
 *
 * <p>No certificate holds the chip's id, and each chip has a CEK of its own. Our choice.
 *
 * @param digest 32 bytes
 */
public record ChipIdentity(Bytes digest) {
    /** Bytes of an identity. */
    public static final int SIZE = 32;

    /** The chip whose CEK certificate the chain holds. */
    public static ChipIdentity of(PlatformChain chain) {
        return new ChipIdentity(
                DigestAlgorithm.SHA_256.digest(chain.cek().content().publicKey()));
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return digest.toHex();
    }
}
