package dev.sevsim.abi;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * A key or a plain secret: never printed, compared in constant time, taken out only by {@link #reveal()}.
 *
 * <p>{@link #wipe()} overwrites the content; every later {@link #reveal()} is refused.
 */
public final class SecretBytes {
    private final byte[] content;
    private boolean wiped;

    private SecretBytes(byte[] content) {
        this.content = content;
    }

    /** Copies the whole array; the caller wipes its own copy. */
    public static SecretBytes copyOf(byte[] source) {
        return new SecretBytes(source.clone());
    }

    /** Copies {@code length} bytes from {@code offset}; a range that leaves the source is the caller's bug. */
    public static SecretBytes copyOf(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        return new SecretBytes(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** Takes over bytes that were already readable. */
    public static SecretBytes of(Bytes readable) {
        return new SecretBytes(readable.toArray());
    }

    /** {@code length} zero bytes, the key of a launch without a session. */
    public static SecretBytes zeros(int length) {
        return new SecretBytes(new byte[length]);
    }

    public int length() {
        return content.length;
    }

    /** A copy of the content; refused after {@link #wipe()}. */
    public byte[] reveal() {
        if (wiped) {
            throw new IllegalStateException("secret was wiped");
        }
        return content.clone();
    }

    /** Overwrites the content with zeros. */
    public void wipe() {
        Arrays.fill(content, (byte) 0);
        wiped = true;
    }

    public boolean isWiped() {
        return wiped;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes that && MessageDigest.isEqual(content, that.content);
    }

    @Override
    public int hashCode() {
        return content.length;
    }

    @Override
    public String toString() {
        return "SecretBytes[" + content.length + " bytes]";
    }
}
