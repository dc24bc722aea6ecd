package dev.sevsim.ovmf.dxe;

import dev.sevsim.abi.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of a file that passes through OVMF piece by piece. */
public final class BlobDigest {
    private final MessageDigest digest;

    /** Of nothing yet. */
    public BlobDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds the next piece. */
    public void update(Bytes piece) {
        digest.update(piece.asLittleEndian());
    }

    /** Adds the first {@code length} bytes of {@code buffer}. */
    public void update(byte[] buffer, int length) {
        digest.update(buffer, 0, length);
    }

    /** The digest, 32 bytes; the next piece begins another file. */
    public Bytes value() {
        return Bytes.copyOf(digest.digest());
    }
}
