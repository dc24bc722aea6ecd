package dev.sevsim.it.bench;

import dev.sevsim.abi.Page;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Warmup;

/** The yardsticks: one thread of the JDK's own hashing and encryption. */
@Warmup(iterations = 2, time = 1)
public class JdkBenchmark extends BriefBenchmark {
    private final byte[] image = new byte[Sizes.IMAGE];
    private final byte[] pages = new byte[Sizes.PAGES * Page.SIZE];
    private final byte[] target = new byte[Page.SIZE];
    private final byte[] digest = new byte[32];
    private final MessageDigest sha256 = sha256();
    private final Cipher aes = aes();
    private final byte[] packet = new byte[Sizes.PACKET];
    private final byte[] ciphertext = new byte[Sizes.PACKET];
    private final byte[] iv = new byte[16];
    private final SecretKeySpec encryptionKey = new SecretKeySpec(new byte[16], "AES");
    private final SecretKeySpec integrityKey = new SecretKeySpec(new byte[16], "HmacSHA256");
    private final Cipher ctr = cipher("AES/CTR/NoPadding");
    private final Mac hmac = hmac();
    private long packets;

    public JdkBenchmark() {
        new SplittableRandom(1).nextBytes(image);
        new SplittableRandom(2).nextBytes(pages);
    }

    /** SHA-256 of an image. */
    @Benchmark
    public int sha256OfImage() throws GeneralSecurityException {
        sha256.update(image, 0, image.length);
        return sha256.digest(digest, 0, digest.length);
    }

    /** AES of page after page into one buffer. */
    @Benchmark
    @OperationsPerInvocation(Sizes.PAGES)
    public byte[] aesOfPage() throws GeneralSecurityException {
        for (int at = 0; at < pages.length; at += Page.SIZE) {
            int done = aes.update(pages, at, Page.SIZE, target, 0);
            if (done != Page.SIZE) {
                throw new IllegalStateException(done + " bytes");
            }
        }
        return target;
    }

    /** A packet under a vector of its own, encrypted and authenticated. */
    @Benchmark
    public byte[] ctrAndHmacOfPacket() throws GeneralSecurityException {
        packets++;
        ByteBuffer.wrap(iv).putLong(0, packets);
        ctr.init(Cipher.ENCRYPT_MODE, encryptionKey, new IvParameterSpec(iv));
        int done = ctr.doFinal(packet, 0, packet.length, ciphertext, 0);
        hmac.init(integrityKey);
        hmac.update(ciphertext, 0, done);
        return hmac.doFinal();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static Cipher aes() {
        try {
            Cipher cipher = cipher("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key has 16 bytes", e);
        }
    }

    private static Cipher cipher(String name) {
        try {
            return Cipher.getInstance(name);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }

    private static Mac hmac() {
        try {
            return Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
