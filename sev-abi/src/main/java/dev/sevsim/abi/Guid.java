package dev.sevsim.abi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * An EFI GUID: 16 bytes, mixed-endian on the wire (first three groups least significant byte first).
 *
 * <p>Source: docs/reference/ovmf-guest.md section 0.
 *
 * @param value the identifier as its text form reads
 */
public record Guid(UUID value) implements Comparable<Guid> {
    /** Bytes on the wire. */
    public static final int SIZE = 16;

    /** The all-zero GUID, which marks a deleted entry of a secret table. */
    public static final Guid NULL = new Guid(new UUID(0, 0));

    private static final Pattern TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** From its text form, 8-4-4-4-12 hexadecimal digits; anything else is the caller's bug. */
    public static Guid of(String text) {
        return parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("not a GUID: '" + text + "', expected 8-4-4-4-12 digits"));
    }

    /** From its text form in any letter case; empty when the text is no GUID. */
    public static Optional<Guid> parse(String text) {
        return TEXT.matcher(text).matches() ? Optional.of(new Guid(UUID.fromString(text))) : Optional.empty();
    }

    /** From 16 wire bytes at {@code offset}. */
    public static Guid fromWire(byte[] raw, int offset) {
        ByteBuffer b = ByteBuffer.wrap(raw, offset, SIZE).order(ByteOrder.LITTLE_ENDIAN);
        long high = Integer.toUnsignedLong(b.getInt()) << 32;
        high |= (long) Short.toUnsignedInt(b.getShort()) << 16;
        high |= Short.toUnsignedInt(b.getShort());
        return new Guid(new UUID(high, b.order(ByteOrder.BIG_ENDIAN).getLong()));
    }

    /** The 16 wire bytes. */
    public Bytes toWire() {
        ByteBuffer b = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        long high = value.getMostSignificantBits();
        b.putInt((int) (high >>> 32)).putShort((short) (high >>> 16)).putShort((short) high);
        b.order(ByteOrder.BIG_ENDIAN).putLong(value.getLeastSignificantBits());
        return Bytes.copyOf(b.array());
    }

    @Override
    public int compareTo(Guid other) {
        return toString().compareTo(other.toString());
    }

    /** Lower-case text form. */
    @Override
    public String toString() {
        return value.toString().toLowerCase(Locale.ROOT);
    }
}
