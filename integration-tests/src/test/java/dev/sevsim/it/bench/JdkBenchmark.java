package dev.sevsim.it.bench;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The yardsticks: one thread of the JDK's own hashing and encryption. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class JdkBenchmark {
    private final byte[] image = new byte[Sizes.IMAGE];
    private final byte[] pages = new byte[Sizes.PAGES * Sizes.PAGE];
    private final byte[] target = new byte[Sizes.PAGE];
    private final byte[] digest = new byte[32];
    private final MessageDigest sha256 = sha256();
    private final Cipher aes = aes();

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
        for (int at = 0; at < pages.length; at += Sizes.PAGE) {
            int done = aes.update(pages, at, Sizes.PAGE, target, 0);
            if (done != Sizes.PAGE) {
                throw new IllegalStateException(done + " bytes");
            }
        }
        return target;
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
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES/ECB/NoPadding", e);
        }
    }
}
