package dev.sevsim.abi.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The KDF of SEV sessions: NIST SP 800-108 counter mode with HMAC-SHA-256, counter and length little-endian, one block.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 5.2.
 */
public final class KeyDerivation {
    private static final int KEY_BYTES = 16;

    private KeyDerivation() {}

    /** Master secret from the shared secret Z (x coordinate, big-endian) and the session nonce. */
    public static SecretBytes masterSecret(SecretBytes sharedSecret, Bytes nonce) {
        return derive(sharedSecret, "sev-master-secret", nonce);
    }

    /** Key encryption key from the master secret. */
    public static SecretBytes keyEncryptionKey(SecretBytes masterSecret) {
        return derive(masterSecret, "sev-kek", Bytes.EMPTY);
    }

    /** Key integrity key from the master secret. */
    public static SecretBytes keyIntegrityKey(SecretBytes masterSecret) {
        return derive(masterSecret, "sev-kik", Bytes.EMPTY);
    }

    /** 128 bits derived from {@code key} under an ASCII label and a context. */
    public static SecretBytes derive(SecretBytes key, String label, Bytes context) {
        byte[] block = Hmac.sha256(
                key,
                Bytes.u32Le(1),
                Bytes.copyOf(label.getBytes(StandardCharsets.US_ASCII)),
                Bytes.of(0),
                context,
                Bytes.u32Le(KEY_BYTES * 8));
        SecretBytes derived = SecretBytes.copyOf(block, 0, KEY_BYTES);
        Arrays.fill(block, (byte) 0);
        return derived;
    }

    /** HMAC-SHA-256 over parts. */
    static final class Hmac {
        private Hmac() {}

        static byte[] sha256(SecretBytes key, Bytes... parts) {
            Mac mac = keyed(key);
            for (Bytes part : parts) {
                mac.update(part.toArray());
            }
            return mac.doFinal();
        }

        /** Over two arrays as they are: a packet is long enough for a copy to show. */
        static byte[] sha256(SecretBytes key, byte[] head, byte[] body) {
            Mac mac = keyed(key);
            mac.update(head);
            mac.update(body);
            return mac.doFinal();
        }

        private static Mac keyed(SecretBytes key) {
            byte[] raw = key.reveal();
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(raw, "HmacSHA256"));
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has HmacSHA256", e);
            } finally {
                Arrays.fill(raw, (byte) 0);
            }
        }
    }
}
