package dev.sevsim.bus.tap;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.Party;
import dev.sevsim.bus.frame.FrameFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames as they were on their links, with their times; our own format, little-endian.
 *
 * <pre>
 * offset  0        4        6        8
 *         +--------+--------+--------+
 *         | 'SVBC' | version| 0      |   once
 *         | u32    | u16 = 1| u16    |
 *         +--------+--------+--------+
 *
 * offset  0        8      9    10    12       16
 *         +--------+------+----+-----+--------+--------+
 *         | time   | from | to | 0   | length | frame  |   for each frame
 *         | u64 ns | u8   | u8 | u16 | u32    | length |
 *         +--------+------+----+-----+--------+--------+
 * </pre>
 *
 * @param entries in the order of recording
 */
public record Capture(List<Entry> entries) {
    /** The bytes {@code S V B C} read as a little-endian number. */
    static final int MAGIC = 0x43425653;

    static final int VERSION = 1;
    static final int HEADER_SIZE = 8;
    static final int ENTRY_SIZE = 16;

    /** Larger than any frame that a party makes. */
    private static final int MAX_FRAME = 64 << 20;

    /** Keeps its own list. */
    public Capture {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a capture to its end.
     *
     * @throws FrameFormatException when the bytes are no capture; frames inside may still be malformed, as recorded
     */
    public static Capture read(InputStream source) {
        try {
            ByteBuffer header = take(source, "capture header", HEADER_SIZE);
            expect("capture magic", header.getInt(), MAGIC);
            expect("capture version", header.getShort() & 0xFFFF, VERSION);
            expect("capture reserved field", header.getShort() & 0xFFFF, 0);
            List<Entry> entries = new ArrayList<>();
            for (byte[] head = source.readNBytes(ENTRY_SIZE); head.length > 0; head = source.readNBytes(ENTRY_SIZE)) {
                entries.add(entry(exactly("capture entry", head, ENTRY_SIZE), source));
            }
            return new Capture(entries);
        } catch (IOException e) {
            throw new UncheckedIOException("capture could not be read", e);
        }
    }

    private static Entry entry(ByteBuffer head, InputStream source) throws IOException {
        long time = head.getLong();
        Party from = party("capture from", head.get() & 0xFF);
        Party to = party("capture to", head.get() & 0xFF);
        expect("capture entry reserved field", head.getShort() & 0xFFFF, 0);
        int length = head.getInt();
        if (length < 0 || length > MAX_FRAME) {
            throw new FrameFormatException(
                    "capture frame length", Integer.toUnsignedString(length), "at most " + MAX_FRAME);
        }
        ByteBuffer frame = take(source, "capture frame", length);
        byte[] raw = new byte[length];
        frame.get(raw);
        return new Entry(time, from, to, Bytes.copyOf(raw));
    }

    private static ByteBuffer take(InputStream source, String what, int length) throws IOException {
        return exactly(what, source.readNBytes(length), length);
    }

    private static ByteBuffer exactly(String what, byte[] found, int length) {
        if (found.length != length) {
            throw new FrameFormatException(what, found.length + " bytes", length + " bytes");
        }
        return ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Party party(String field, int code) {
        return Party.fromCode(code)
                .orElseThrow(() -> new FrameFormatException(field, "0x" + Integer.toHexString(code), "a known code"));
    }

    private static void expect(String field, int actual, int expected) {
        if (actual != expected) {
            throw new FrameFormatException(
                    field, "0x" + Integer.toHexString(actual), "0x" + Integer.toHexString(expected));
        }
    }

    /**
     * One frame.
     *
     * @param timeNanos simulated time since the machine was switched on
     * @param from the end of the link that it came from
     * @param to the end of the link that it went to
     * @param raw its bytes with the header
     */
    public record Entry(long timeNanos, Party from, Party to, Bytes raw) {}
}
