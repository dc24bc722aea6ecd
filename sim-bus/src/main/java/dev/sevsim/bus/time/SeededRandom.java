package dev.sevsim.bus.time;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.OptionalLong;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A deterministic stream: AES-256 in counter mode over zeros, our own construction.
 *
 * <p>The root's key is the SHA-256 of its seed. From a key K come the stream's AES key, HMAC-SHA-256(K, 00), and the
 * key of a component, HMAC-SHA-256(K, 01 followed by the name in UTF-8); the counter starts at zero. So a component's
 * stream depends on seed and names alone, and splitting twice by one name gives the same stream twice.
 */
public final class SeededRandom implements SimRandom {
    private static final byte STREAM = 0;
    private static final byte COMPONENT = 1;
    private static final int AES_BLOCK = 16;
    private static final int UNPREDICTABLE_BYTES = 32;

    private final byte[] key;
    private final Cipher stream;

    private SeededRandom(byte[] key) {
        this.key = key;
        try {
            stream = Cipher.getInstance("AES/CTR/NoPadding");
            stream.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(derive(key, STREAM, ""), "AES"),
                    new IvParameterSpec(new byte[AES_BLOCK]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES in counter mode: missing, expected in every JDK", e);
        }
    }

    /** The root stream of a seed, which counts as its eight bytes, least significant first. */
    public static SeededRandom of(long seed) {
        return of(Bytes.copyOf(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, seed)
                .array()));
    }

    /** The root stream of a seed of any length. */
    public static SeededRandom of(Bytes seed) {
        try {
            return new SeededRandom(MessageDigest.getInstance("SHA-256").digest(seed.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256: missing, expected in every JDK", e);
        }
    }

    /** A root stream that nothing repeats: 256 bits of the operating system's randomness, which are kept nowhere else. */
    public static SeededRandom unpredictable() {
        byte[] seed = new byte[UNPREDICTABLE_BYTES];
        new SecureRandom().nextBytes(seed);
        return of(Bytes.copyOf(seed));
    }

    /** The root stream of a seed, or an unpredictable one where none is given. */
    public static SeededRandom of(OptionalLong seed) {
        return seed.isPresent() ? of(seed.getAsLong()) : unpredictable();
    }

    /** A seed for a run that has to be repeatable although none was given, such as a test; it has to be printed. */
    public static long freshSeed() {
        return new SecureRandom().nextLong();
    }

    @Override
    public synchronized void nextBytes(byte[] target) {
        Arrays.fill(target, (byte) 0);
        try {
            int filled = stream.update(target, 0, target.length, target, 0);
            if (filled != target.length) {
                throw new IllegalStateException("stream: " + filled + " bytes, expected " + target.length);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("stream: exhausted, expected " + target.length + " bytes", e);
        }
    }

    @Override
    public SimRandom split(String name) {
        return new SeededRandom(derive(key, COMPONENT, name));
    }

    private static byte[] derive(byte[] key, byte purpose, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(purpose);
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256: missing, expected in every JDK", e);
        }
    }
}
