package dev.sevsim.abi.launch;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two keys that a guest owner shares with the firmware for one launch.
 *
 * <p>Source: docs/reference/sev-firmware-api.md sections 5.1 and 5.4.
 *
 * @param tek transport encryption key, 16 bytes
 * @param tik transport integrity key, 16 bytes
 */
public record TransportKeys(SecretBytes tek, SecretBytes tik) {
    /** Bytes of each key. */
    public static final int KEY_SIZE = 16;

    public TransportKeys {
        if (tek.length() != KEY_SIZE || tik.length() != KEY_SIZE) {
            throw new IllegalArgumentException("TEK and TIK are 16 bytes each");
        }
    }

    /** The keys of a launch without a session: 16 zero bytes each, which are public. */
    public static TransportKeys zero() {
        return new TransportKeys(SecretBytes.zeros(KEY_SIZE), SecretBytes.zeros(KEY_SIZE));
    }

    /** Wraps these keys into a session buffer. */
    public LaunchSession wrap(SecretBytes sharedSecret, Bytes nonce, Bytes wrapIv, Bytes policy) {
        SecretBytes master = KeyDerivation.masterSecret(sharedSecret, nonce);
        byte[] plain = new byte[2 * KEY_SIZE];
        byte[] tekBytes = tek.reveal();
        byte[] tikBytes = tik.reveal();
        System.arraycopy(tekBytes, 0, plain, 0, KEY_SIZE);
        System.arraycopy(tikBytes, 0, plain, KEY_SIZE, KEY_SIZE);
        Bytes wrapped = Bytes.copyOf(ctr(KeyDerivation.keyEncryptionKey(master), wrapIv, plain));
        Arrays.fill(plain, (byte) 0);
        Arrays.fill(tekBytes, (byte) 0);
        Arrays.fill(tikBytes, (byte) 0);
        Bytes wrapMac = wrapMac(KeyDerivation.keyIntegrityKey(master), wrapped);
        return new LaunchSession(nonce, wrapped, wrapIv, wrapMac, policyMac(policy));
    }

    /** Whether the MAC over the wrapped keys is right under this shared secret. */
    public static boolean wrapMacHolds(LaunchSession session, SecretBytes sharedSecret) {
        SecretBytes master = KeyDerivation.masterSecret(sharedSecret, session.nonce());
        Bytes expected = wrapMac(KeyDerivation.keyIntegrityKey(master), session.wrappedKeys());
        return MessageDigest.isEqual(expected.toArray(), session.wrapMac().toArray());
    }

    /** Unwraps the keys without a check; call {@link #wrapMacHolds} before and {@link #policyMacHolds} after. */
    public static TransportKeys unwrap(LaunchSession session, SecretBytes sharedSecret) {
        SecretBytes master = KeyDerivation.masterSecret(sharedSecret, session.nonce());
        byte[] plain = ctr(
                KeyDerivation.keyEncryptionKey(master),
                session.wrapIv(),
                session.wrappedKeys().toArray());
        TransportKeys keys = new TransportKeys(
                SecretBytes.copyOf(plain, 0, KEY_SIZE), SecretBytes.copyOf(plain, KEY_SIZE, KEY_SIZE));
        Arrays.fill(plain, (byte) 0);
        return keys;
    }

    /** Both checks and the unwrapping in the firmware's order; empty when a MAC is wrong. */
    public static Optional<TransportKeys> open(LaunchSession session, SecretBytes sharedSecret, Bytes policy) {
        if (!wrapMacHolds(session, sharedSecret)) {
            return Optional.empty();
        }
        TransportKeys keys = unwrap(session, sharedSecret);
        return keys.policyMacHolds(session, policy) ? Optional.of(keys) : Optional.empty();
    }

    /** HMAC-SHA-256(TIK, POLICY), 32 bytes. */
    public Bytes policyMac(Bytes policy) {
        return Bytes.copyOf(KeyDerivation.Hmac.sha256(tik, policy));
    }

    /** Whether the session's policy MAC is the one for this policy. */
    public boolean policyMacHolds(LaunchSession session, Bytes policy) {
        return MessageDigest.isEqual(
                policyMac(policy).toArray(), session.policyMac().toArray());
    }

    /** Overwrites both keys. */
    public void wipe() {
        tek.wipe();
        tik.wipe();
    }

    private static Bytes wrapMac(SecretBytes kik, Bytes wrapped) {
        return Bytes.copyOf(KeyDerivation.Hmac.sha256(kik, wrapped));
    }

    /** AES-128-CTR with a 128-bit big-endian counter that starts at {@code iv}; its own inverse. */
    static byte[] ctr(SecretBytes key, Bytes iv, byte[] input) {
        byte[] raw = key.reveal();
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(raw, "AES"), new IvParameterSpec(iv.toArray()));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/CTR/NoPadding", e);
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
