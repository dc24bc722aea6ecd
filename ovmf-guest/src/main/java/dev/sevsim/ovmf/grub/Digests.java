package dev.sevsim.ovmf.grub;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SHA-256 and what LUKS builds on it. */
final class Digests {
    /** Bytes of a SHA-256 digest. */
    static final int SIZE = 32;

    private static final String HMAC = "HmacSHA256";

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** PBKDF2 with HMAC-SHA-256. Source: RFC 8018 section 5.2. */
    static byte[] pbkdf2(byte[] password, byte[] salt, int iterations, int length) {
        Mac mac = hmac(password);
        byte[] derived = new byte[length];
        for (int done = 0, block = 1; done < length; done += SIZE, block++) {
            mac.update(salt);
            byte[] u = mac.doFinal(bigEndian(block));
            byte[] sum = u.clone();
            for (int i = 1; i < iterations; i++) {
                u = mac.doFinal(u);
                for (int j = 0; j < SIZE; j++) {
                    sum[j] ^= u[j];
                }
            }
            System.arraycopy(sum, 0, derived, done, Math.min(SIZE, length - done));
            Arrays.fill(sum, (byte) 0);
        }
        return derived;
    }

    static byte[] bigEndian(int value) {
        return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
    }

    private static Mac hmac(byte[] password) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            // HMAC pads a short key with zeros, so a key of one zero byte stands for the empty one.
            mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
