package dev.sevsim.memory;

import dev.sevsim.bus.work.Workers;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Measures a range and encrypts it in place, as launch commands do.
 *
 * <p>Hashing takes longer than encryption. On a large range a worker thread reads and encrypts chunk after chunk and leaves
 * the plaintext that it read; the caller hashes those chunks in order. Each free thread takes the next chunk, so the work
 * is finished even if no worker runs, and the result does not depend on which thread did what. The range is processed in
 * batches, two at a time, so that the plaintext stays in the processor's caches.
 */
final class MeasuringEncryptor {
    private static final int CHUNK = 64 << 10;
    private static final int BATCH = 256 << 10;
    private static final int SHARED_FROM = 256 << 10;

    private final EncryptionEngine engine;
    private final Workers workers;
    private final AtomicReference<byte @Nullable []> spare = new AtomicReference<>();

    MeasuringEncryptor(EncryptionEngine engine, Workers workers) {
        this.engine = engine;
        this.workers = workers;
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

    /** The buffer has room for two batches, which alternate. */
    private Batch start(Range range, long at, byte[] plain) {
        Batch batch = new Batch(range, at, plain);
        if (range.length() >= SHARED_FROM) {
            workers.offer(batch::encryptAll);
        }
        return batch;
    }

    /** The range of one command. */
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
                    // No worker has taken the chunk: this thread encrypts it.
                }
                await(encrypted[i]);
                digest.update(plain, base + i * CHUNK, Math.min(CHUNK, length - i * CHUNK));
            }
        }

        private static void await(CompletableFuture<?> chunk) {
            try {
                chunk.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e;
            }
        }

        /** Encrypts the next chunk that no thread has taken; false when there is none. */
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
