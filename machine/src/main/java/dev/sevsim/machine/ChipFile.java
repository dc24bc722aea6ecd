package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.io.file.InputException;
import dev.sevsim.psp.keys.ChipSecret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The fuses of a chip in a file; little-endian.
 *
 * <pre>
 *   0x00  8   ASCII "SEVSIMCH"
 *   0x08  u32 format version, 1
 *   0x0C  u32 zero
 *   0x10  32  chip secret
 *   0x30  32  SHA-256 of all of the above
 * </pre>
 *
 * <p>The digest finds damage, not an attacker.
 */
final class ChipFile {
    static final int SIZE = 0x50;

    private static final Bytes MAGIC = Bytes.ofAscii("SEVSIMCH");
    private static final int VERSION = 1;
    private static final int SECRET_AT = 0x10;
    private static final int DIGEST_AT = 0x30;

    private ChipFile() {}

    static Bytes encode(ChipSecret chip) {
        byte[] raw = Bytes.concat(MAGIC, Bytes.u32Le(VERSION)).paddedTo(SIZE).toArray();
        byte[] secret = chip.value().reveal();
        System.arraycopy(secret, 0, raw, SECRET_AT, secret.length);
        digest(raw).copyTo(raw, DIGEST_AT);
        Bytes encoded = Bytes.copyOf(raw);
        Arrays.fill(secret, (byte) 0);
        Arrays.fill(raw, (byte) 0);
        return encoded;
    }

    /** Reads the file; what it is not is said in the exception's text, which continues a sentence. */
    static ChipSecret decode(byte[] raw) {
        if (raw.length != SIZE) {
            throw new InputException("has " + raw.length + " bytes, expected " + SIZE);
        }
        if (!Bytes.copyOf(raw, 0, MAGIC.length()).equals(MAGIC)) {
            throw new InputException("does not start with SEVSIMCH");
        }
        int version = Bytes.copyOf(raw, MAGIC.length(), Integer.BYTES)
                .asLittleEndian()
                .getInt();
        if (version != VERSION) {
            throw new InputException(
                    "has format version " + Integer.toUnsignedString(version) + ", expected " + VERSION);
        }
        if (!digest(raw).equals(Bytes.copyOf(raw, DIGEST_AT, SIZE - DIGEST_AT))) {
            throw new InputException("is damaged: its digest does not match");
        }
        return new ChipSecret(SecretBytes.copyOf(raw, SECRET_AT, ChipSecret.SIZE));
    }

    private static Bytes digest(byte[] raw) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(raw, 0, DIGEST_AT);
            return Bytes.copyOf(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
