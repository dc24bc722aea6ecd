package dev.sevsim.crypto;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The digests of SEV certificates and measurements, each with the HMAC over it.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 5.2 and 6.3.
 */
public enum DigestAlgorithm {
    /** SHA-256, 32 bytes. */
    SHA_256("SHA-256", 32),
    /** SHA-384, 48 bytes. */
    SHA_384("SHA-384", 48);

    private final String jcaName;
    private final int size;

    DigestAlgorithm(String jcaName, int size) {
        this.jcaName = jcaName;
        this.size = size;
    }

    /**
     * The digest of a JCA name such as {@code SHA-256}.
     *
     * @throws IllegalArgumentException for a digest that SEV does not use
     */
    public static DigestAlgorithm named(String jcaName) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.jcaName.equals(jcaName)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException("digest " + jcaName + ", expected SHA-256 or SHA-384");
    }

    /** Name in the Java Cryptography Architecture. */
    public String jcaName() {
        return jcaName;
    }

    /** Bytes of a digest. */
    public int size() {
        return size;
    }

    /** A digest to be fed in pieces; it can be cloned, see {@link #copyOf}. */
    public MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(jcaName);
        } catch (NoSuchAlgorithmException e) {
            throw new MissingAlgorithm(jcaName, e);
        }
    }

    /** The digest of a message. */
    public Bytes digest(Bytes message) {
        MessageDigest digest = newDigest();
        digest.update(message.asLittleEndian());
        return Bytes.copyOf(digest.digest());
    }

    /** A digest in the same state as {@code running}, which stays as it is. */
    public static MessageDigest copyOf(MessageDigest running) {
        try {
            return (MessageDigest) running.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalArgumentException("the provider's " + running.getAlgorithm() + " cannot be cloned", e);
        }
    }

    /** HMAC under {@code key} over the first {@code length} bytes of {@code message}. */
    public byte[] hmac(SecretBytes key, byte[] message, int length) {
        String hmacName = "Hmac" + jcaName.replace("-", "");
        byte[] raw = key.reveal();
        try {
            Mac mac = Mac.getInstance(hmacName);
            mac.init(new SecretKeySpec(raw, hmacName));
            mac.update(message, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new MissingAlgorithm(hmacName, e);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
