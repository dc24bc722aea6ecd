package dev.sevsim.abi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An immutable sequence of bytes with content equality.
 *
 * <p>For anything that may be printed; keys and plain secrets are {@link SecretBytes}.
 */
public final class Bytes {
    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN_IN_TEXT = 32;

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Copies the whole array. */
    public static Bytes copyOf(byte[] source) {
        return source.length == 0 ? EMPTY : new Bytes(source.clone());
    }

    /** Copies {@code length} bytes from {@code offset}; a range that leaves the source is the caller's bug. */
    public static Bytes copyOf(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** Bytes given as the low eight bits of each value, for constants. */
    public static Bytes of(int... values) {
        byte[] content = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            content[i] = (byte) values[i];
        }
        return new Bytes(content);
    }

    /** The ASCII bytes of a text. */
    public static Bytes ofAscii(String text) {
        return new Bytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The text that these bytes are in UTF-8.
     *
     * @throws CharacterCodingException for bytes that are none; nothing is replaced
     */
    public String decodeUtf8() throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(content))
                .toString();
    }

    /** The UTF-8 bytes of a text. */
    public static Bytes ofUtf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes from hexadecimal digits; white space between them is ignored. */
    public static Bytes fromHex(String digits) {
        return new Bytes(HexFormat.of().parseHex(digits.replaceAll("\\s", "")));
    }

    /** {@code length} zero bytes. */
    public static Bytes zeros(int length) {
        return length == 0 ? EMPTY : new Bytes(new byte[length]);
    }

    /** The parts one after the other. */
    public static Bytes concat(Bytes... parts) {
        int total = 0;
        for (Bytes part : parts) {
            total += part.length();
        }
        byte[] content = new byte[total];
        int at = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.content, 0, content, at, part.content.length);
            at += part.content.length;
        }
        return new Bytes(content);
    }

    /** A 32-bit value, least significant byte first. */
    public static Bytes u32Le(int value) {
        return new Bytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    /** A 64-bit value, least significant byte first. */
    public static Bytes u64Le(long value) {
        return new Bytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    public int length() {
        return content.length;
    }

    public boolean isEmpty() {
        return content.length == 0;
    }

    /** The byte at {@code index} as 0 to 255. */
    public int u8(int index) {
        return content[index] & 0xFF;
    }

    /** The bytes from {@code from} up to, not including, {@code to}. */
    public Bytes slice(int from, int to) {
        return copyOf(content, from, to - from);
    }

    /** The bytes from {@code from} to the end. */
    public Bytes from(int from) {
        return slice(from, content.length);
    }

    /** The same bytes, last first: between big-endian numbers and the little-endian fields of certificates. */
    public Bytes reversed() {
        byte[] reversed = new byte[content.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = content[content.length - 1 - i];
        }
        return new Bytes(reversed);
    }

    /** This, followed by zero bytes up to {@code length}; longer content is the caller's bug. */
    public Bytes paddedTo(int length) {
        if (length < content.length) {
            throw new IllegalArgumentException("content of " + content.length + " bytes does not fit " + length);
        }
        return new Bytes(Arrays.copyOf(content, length));
    }

    /** A fresh copy. */
    public byte[] toArray() {
        return content.clone();
    }

    /** A read-only little-endian view. */
    public ByteBuffer asLittleEndian() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Copies {@code length} bytes from {@code from} to {@code target} at {@code offset}. */
    public void copyTo(int from, byte[] target, int offset, int length) {
        System.arraycopy(content, from, target, offset, length);
    }

    /** Whether the {@code length} bytes from {@code index} are those of {@code other} from {@code otherIndex}. */
    public boolean matches(int index, byte[] other, int otherIndex, int length) {
        return Arrays.equals(content, index, index + length, other, otherIndex, otherIndex + length);
    }

    /** Copies everything to {@code target} at {@code offset}. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(content, 0, target, offset, content.length);
    }

    public boolean isAllZero() {
        for (byte b : content) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    public String toHex() {
        return HexFormat.of().formatHex(content);
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(content);
    }

    /** The bytes read as UTF-8. */
    public String toUtf8() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        if (content.length <= SHOWN_IN_TEXT) {
            return toHex();
        }
        return slice(0, SHOWN_IN_TEXT).toHex() + "… (" + content.length + " bytes)";
    }
}
