package dev.sevsim.bus.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The payload of every frame in bytes; our own format.
 *
 * <p>A payload is the record's components in the order of their declaration: an {@code int} or an enumeration's code
 * as u32, a {@code long} as u64, text as u32 length and UTF-8, bytes as u32 length and content. All little-endian,
 * nothing padded, nothing optional. The header in front of it belongs to the envelope.
 */
public final class FrameCodec {
    private FrameCodec() {}

    /** Bytes that the payload of {@code frame} takes. */
    public static int payloadSize(Frame frame) {
        return frame.type().codec().size(frame);
    }

    /** Appends the payload to {@code target}, which has room for it and is set to little-endian. */
    public static void encode(Frame frame, ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        frame.type().codec().write(frame, target);
    }

    /**
     * Reads a payload that takes up the rest of {@code source}.
     *
     * @throws FrameFormatException when the bytes are no such payload
     */
    public static Frame decode(FrameType type, ByteBuffer source) {
        PayloadReader reader = new PayloadReader(source.order(ByteOrder.LITTLE_ENDIAN));
        Frame frame = type.codec().read(reader);
        reader.end();
        return frame;
    }

    /** Hands each component of the frame to the visitor, in the order of their declaration. */
    public static void describe(Frame frame, FrameVisitor visitor) {
        frame.type().codec().describe(frame, visitor);
    }
}
