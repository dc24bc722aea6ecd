package dev.sevsim.bus;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.FrameFormatException;
import dev.sevsim.bus.frame.FrameType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A frame with its header in bytes, as it travels and as captures keep it; our own format, little-endian.
 *
 * <pre>
 * offset  0        4        6        8      9    10     11       12       20       24
 *         +--------+--------+--------+------+----+------+--------+--------+--------+----------+
 *         | 'SVBF' | version| type   | from | to | kind | 0      | serial | length | payload  |
 *         | u32    | u16 = 1| u16    | u8   | u8 | u8   | u8     | u64    | u32    | length   |
 *         +--------+--------+--------+------+----+------+--------+--------+--------+----------+
 * </pre>
 *
 * <p>The magic reads {@code S V B F} in the order of the bytes. Type is {@link FrameType#code()}, from and to are
 * {@link Party#code()}, kind is {@link EnvelopeKind#code()}.
 */
public final class EnvelopeCodec {
    /** Bytes in front of the payload. */
    public static final int HEADER_SIZE = 24;

    /** The bytes {@code S V B F} read as a little-endian number. */
    static final int MAGIC = 0x46425653;

    static final int VERSION = 1;

    private static final int PAYLOAD_LENGTH_OFFSET = 20;

    private EnvelopeCodec() {}

    /** Bytes that the whole frame takes. */
    public static int size(Envelope envelope) {
        return HEADER_SIZE + FrameCodec.payloadSize(envelope.frame());
    }

    /** The whole frame. */
    public static Bytes encode(Envelope envelope) {
        byte[] raw = new byte[size(envelope)];
        encode(envelope, ByteBuffer.wrap(raw));
        return Bytes.copyOf(raw);
    }

    /** Appends the whole frame to {@code target}, which has room for it. */
    public static void encode(Envelope envelope, ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        int start = target.position();
        target.putInt(MAGIC).putShort((short) VERSION).putShort((short)
                envelope.frame().type().code());
        target.put((byte) envelope.from().code());
        target.put((byte) envelope.to().code());
        target.put((byte) envelope.kind().code()).put((byte) 0);
        target.putLong(envelope.serial()).putInt(0);
        FrameCodec.encode(envelope.frame(), target);
        target.putInt(start + PAYLOAD_LENGTH_OFFSET, target.position() - start - HEADER_SIZE);
    }

    /**
     * Reads exactly one frame.
     *
     * @throws FrameFormatException when the bytes are anything else
     */
    public static Envelope decode(Bytes raw) {
        return decode(raw.asLittleEndian());
    }

    /**
     * Reads exactly one frame that takes up the rest of {@code source}.
     *
     * @throws FrameFormatException when the bytes are anything else
     */
    public static Envelope decode(ByteBuffer source) {
        source.order(ByteOrder.LITTLE_ENDIAN);
        if (source.remaining() < HEADER_SIZE) {
            throw new FrameFormatException("header", source.remaining() + " bytes", HEADER_SIZE + " bytes");
        }
        expect("magic", source.getInt(), MAGIC);
        expect("version", source.getShort() & 0xFFFF, VERSION);
        int typeCode = source.getShort() & 0xFFFF;
        FrameType type = known("frame type", typeCode, FrameType.fromCode(typeCode));
        Party from = party("from", source.get() & 0xFF);
        Party to = party("to", source.get() & 0xFF);
        int kindCode = source.get() & 0xFF;
        EnvelopeKind kind = known("kind", kindCode, EnvelopeKind.fromCode(kindCode));
        expect("reserved byte", source.get() & 0xFF, 0);
        long serial = source.getLong();
        int length = source.getInt();
        if (length != source.remaining()) {
            throw new FrameFormatException(
                    "payload length", Integer.toUnsignedString(length), String.valueOf(source.remaining()));
        }
        Frame frame = FrameCodec.decode(type, source);
        return new Envelope(from, to, kind, serial, frame);
    }

    private static Party party(String field, int code) {
        return known(field, code, Party.fromCode(code));
    }

    private static <T> T known(String field, int code, Optional<T> found) {
        return found.orElseThrow(
                () -> new FrameFormatException(field, "0x" + Integer.toHexString(code), "a known code"));
    }

    private static void expect(String field, int actual, int expected) {
        if (actual != expected) {
            throw new FrameFormatException(
                    field, "0x" + Integer.toHexString(actual), "0x" + Integer.toHexString(expected));
        }
    }
}
