package dev.sevsim.memory;

import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Measures a range and encrypts it in place, as launch commands do.
 *
 * <p>Hashing is the slow half. On a large range one helper thread reads and encrypts chunk after chunk and leaves the
 * plaintext that it read; the caller hashes those chunks in order. Whoever is free takes the next chunk, so the work is
 * finished even if the helper never runs, and the result does not depend on who did what. The range goes through in
 * batches of which two are under way, so that the plaintext stays in the processor's caches.
 */
final class MeasuringEncryptor implements AutoCloseable {
    private static final int CHUNK = 64 << 10;
    private static final int BATCH = 256 << 10;
    private static final int WORTH_A_HELPER = 256 << 10;
    private static final int HELPER_IDLE_SECONDS = 1;

    private final EncryptionEngine engine;
    private final ThreadPoolExecutor helper;
    private final AtomicReference<byte @Nullable []> spare = new AtomicReference<>();

    MeasuringEncryptor(EncryptionEngine engine) {
        this.engine = engine;
        helper = new ThreadPoolExecutor(
                1, 1, HELPER_IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), MeasuringEncryptor::thread);
        helper.allowCoreThreadTimeOut(true);
        // Once closed, the caller does all the work.
        helper.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /** Address and length are multiples of 16 and inside DRAM; {@code from} null takes the bytes as DRAM holds them. */
    void run(@Nullable MemoryKey from, MemoryKey to, long address, long length, MessageDigest digest) {
        byte[] plain = spare.getAndSet(null);
        int wanted = (int) Math.min(length, 2 * BATCH);
        if (plain == null || plain.length < wanted) {
            plain = new byte[wanted];
        }
        Range range = new Range(from, to, address, length);
        Batch batch = start(range, 0, plain);
        for (long done = BATCH; done < length; done += BATCH) {
            Batch following = start(range, done, plain);
            batch.measure(digest);
            batch = following;
        }
        batch.measure(digest);
        spare.set(plain);
    }

    @Override
    public void close() {
        helper.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sev-memory-encryption");
        thread.setDaemon(true);
        return thread;
    }

    /** The buffer has room for two batches, which take turns. */
    private Batch start(Range range, long at, byte[] plain) {
        Batch batch = new Batch(range, at, plain);
        if (range.length() >= WORTH_A_HELPER) {
            helper.execute(batch::encryptAll);
        }
        return batch;
    }

    /** What one command works on. */
    private record Range(@Nullable MemoryKey from, MemoryKey to, long address, long length) {}

    private final class Batch {
        private final Range range;
        private final long address;
        private final int length;
        private final byte[] plain;
        private final int base;
        private final AtomicInteger next = new AtomicInteger();
        private final CompletableFuture<?>[] encrypted;

        Batch(Range range, long at, byte[] plain) {
            this.range = range;
            this.plain = plain;
            address = range.address() + at;
            length = (int) Math.min(range.length() - at, BATCH);
            base = (int) (at % (2 * BATCH));
            encrypted = new CompletableFuture<?>[(length + CHUNK - 1) / CHUNK];
            for (int i = 0; i < encrypted.length; i++) {
                encrypted[i] = new CompletableFuture<Void>();
            }
        }

        void encryptAll() {
            boolean more = true;
            while (more) {
                more = encryptNext();
            }
        }

        void measure(MessageDigest digest) {
            for (int i = 0; i < encrypted.length; i++) {
                while (!encrypted[i].isDone() && next.get() <= i && encryptNext()) {
                    // The helper is not there yet: this thread encrypts.
                }
                encrypted[i].join();
                digest.update(plain, base + i * CHUNK, Math.min(CHUNK, length - i * CHUNK));
            }
        }

        /** Takes the next chunk that nobody has; false when there is none. */
        private boolean encryptNext() {
            int chunk = next.getAndIncrement();
            if (chunk >= encrypted.length) {
                return false;
            }
            try {
                encrypt(chunk * CHUNK, Math.min(CHUNK, length - chunk * CHUNK));
                encrypted[chunk].complete(null);
            } catch (RuntimeException | Error e) {
                encrypted[chunk].completeExceptionally(e);
            }
            return true;
        }

        private void encrypt(int start, int count) {
            int done = 0;
            while (done < count) {
                long at = address + start + done;
                int n = EncryptionEngine.inPage(at, count - done);
                engine.rekeyInPage(range.from(), range.to(), at, plain, base + start + done, n);
                done += n;
            }
        }
    }
}
