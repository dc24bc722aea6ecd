package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The payload of one kind of frame; generated from its record, see {@link Payload}.
 *
 * @param <F> the frame
 */
interface PayloadCodec<F extends Frame> {
    /** Bytes of the payload. */
    int size(F frame);

    /** Appends the payload to a little-endian buffer that has room for it. */
    void write(F frame, ByteBuffer target);

    /** Reads a payload; throws {@link FrameFormatException} for bytes that are none. */
    F read(PayloadReader source);

    /** Hands each component to the visitor. */
    void describe(F frame, FrameVisitor visitor);

    /** Bytes of a value behind its length. */
    static int contentSize(Bytes value) {
        return value.length();
    }

    /** Bytes of a value behind its length. */
    static int contentSize(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Appends length and content. */
    static void put(ByteBuffer target, Bytes value) {
        target.putInt(value.length()).put(value.asLittleEndian());
    }

    /** Appends the length in UTF-8 and the content. */
    static void put(ByteBuffer target, String value) {
        byte[] content = value.getBytes(StandardCharsets.UTF_8);
        target.putInt(content.length).put(content);
    }
}
