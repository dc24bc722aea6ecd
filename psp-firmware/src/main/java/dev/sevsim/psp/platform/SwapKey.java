package dev.sevsim.psp.platform;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.SwapMetadata;
import dev.sevsim.crypto.Aes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The key and the counter under which a guest's pages leave memory: AES-256-GCM over the page, with the metadata entry,
 * its tag zero, as additional data.
 *
 * <p>The nonce is the counter, eight bytes little-endian, and four zero bytes; the first page has counter 1: our
 * choice.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.6.
 */
public final class SwapKey {
    /** Bytes of the key. */
    static final int SIZE = 32;

    private static final int TAG_SIZE = Aes.GCM_TAG_SIZE;

    private final SecretBytes key;
    private long counter;

    SwapKey(SecretBytes key) {
        this.key = key;
    }

    /** The counter of the last page that went out. */
    public long counter() {
        return counter;
    }

    /** Whether every counter value was used. */
    public boolean isExhausted() {
        return counter == -1;
    }

    /**
     * Seals a page under the next counter value.
     *
     * @param workingBuffer where the metadata entry is put together: its reserved bytes are those of the buffer
     */
    public Sealed seal(long softwareData, int bits, byte[] page, Bytes workingBuffer) {
        if (isExhausted()) {
            throw new IllegalStateException("the swap counter is exhausted");
        }
        counter++;
        Bytes untagged = new SwapMetadata(softwareData, counter, Bytes.zeros(TAG_SIZE), bits).encodeOver(workingBuffer);
        byte[] out = Aes.sealGcm(key, nonce(untagged), untagged.toArray(), page);
        Bytes tag = Bytes.copyOf(out, page.length, TAG_SIZE);
        Bytes entry = new SwapMetadata(softwareData, counter, tag, bits).encodeOver(untagged);
        return new Sealed(entry, Bytes.copyOf(out, 0, page.length));
    }

    /**
     * Opens a page.
     *
     * @param entry the metadata entry as it came, reserved bytes included
     * @return the page; empty when the tag does not hold
     */
    public Optional<byte[]> open(Bytes entry, byte[] sealed) {
        SwapMetadata metadata = SwapMetadata.CODEC.decode(entry);
        byte[] withTag = Arrays.copyOf(sealed, sealed.length + TAG_SIZE);
        metadata.tag().copyTo(withTag, sealed.length);
        Bytes additional = SwapMetadata.untagged(entry);
        return Aes.openGcm(key, nonce(additional), additional.toArray(), withTag);
    }

    /** Overwrites the key. */
    void wipe() {
        key.wipe();
    }

    private static byte[] nonce(Bytes metadata) {
        byte[] nonce = new byte[Aes.GCM_NONCE_SIZE];
        ByteBuffer.wrap(nonce)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(SwapMetadata.CODEC.decode(metadata).iv());
        return nonce;
    }

    /**
     * A page outside memory.
     *
     * @param entry its metadata, 64 bytes
     * @param page its ciphertext
     */
    public record Sealed(Bytes entry, Bytes page) {}

    @Override
    public String toString() {
        return "SwapKey[counter " + Long.toUnsignedString(counter) + "]";
    }
}
