package dev.sevsim.crypto;

import dev.sevsim.abi.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES with keys of 16 or 32 bytes, through the JDK, whose ciphers use the processor's instructions. */
public final class Aes {
    /** Bytes of a block, and of the initial counter block of {@link #ctr}. */
    public static final int BLOCK_SIZE = 16;

    /** Bytes of the nonce of GCM. */
    public static final int GCM_NONCE_SIZE = 12;

    /** Bytes of the tag of GCM. */
    public static final int GCM_TAG_SIZE = 16;

    private static final String CTR = "AES/CTR/NoPadding";
    private static final String GCM = "AES/GCM/NoPadding";

    private Aes() {}

    /** Encrypts or decrypts in counter mode from an initial counter block of 16 bytes. */
    public static byte[] ctr(SecretBytes key, byte[] counterBlock, byte[] input) {
        try {
            return cipher(CTR, Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counterBlock))
                    .doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new MissingAlgorithm(CTR, e);
        }
    }

    /** The ciphertext of {@code plain} and, after it, the 16-byte tag over ciphertext and {@code additional}. */
    public static byte[] sealGcm(SecretBytes key, byte[] nonce, byte[] additional, byte[] plain) {
        try {
            Cipher cipher = cipher(GCM, Cipher.ENCRYPT_MODE, key, gcm(nonce));
            cipher.updateAAD(additional);
            return cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new MissingAlgorithm(GCM, e);
        }
    }

    /** The plaintext of {@code sealed}, a ciphertext with its tag after it; empty when the tag does not verify. */
    public static Optional<byte[]> openGcm(SecretBytes key, byte[] nonce, byte[] additional, byte[] sealed) {
        try {
            Cipher cipher = cipher(GCM, Cipher.DECRYPT_MODE, key, gcm(nonce));
            cipher.updateAAD(additional);
            return Optional.of(cipher.doFinal(sealed));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new MissingAlgorithm(GCM, e);
        }
    }

    private static AlgorithmParameterSpec gcm(byte[] nonce) {
        return new GCMParameterSpec(GCM_TAG_SIZE * Byte.SIZE, nonce);
    }

    private static Cipher cipher(String name, int direction, SecretBytes key, AlgorithmParameterSpec parameters)
            throws GeneralSecurityException {
        byte[] raw = key.reveal();
        try {
            Cipher cipher = Cipher.getInstance(name);
            cipher.init(direction, new SecretKeySpec(raw, "AES"), parameters);
            return cipher;
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }
}
