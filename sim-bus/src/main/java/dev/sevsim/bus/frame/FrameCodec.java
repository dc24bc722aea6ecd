package dev.sevsim.bus.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * The payload of every frame in bytes; our own format.
 *
 * <p>A payload is the record's components in the order of their declaration: an {@code int} or an enumeration's code
 * as u32, a {@code long} as u64, text as u32 length and UTF-8, bytes as u32 length and content. All little-endian,
 * nothing padded, nothing optional. The header in front of it belongs to the envelope.
 */
public final class FrameCodec {
    private static final Map<FrameType, PayloadCodec<? extends Frame>> CODECS = codecs();

    private FrameCodec() {}

    private static Map<FrameType, PayloadCodec<? extends Frame>> codecs() {
        Map<FrameType, PayloadCodec<? extends Frame>> codecs = new EnumMap<>(FrameType.class);
        codecs.put(FrameType.MAILBOX_COMMAND, Payloads.MAILBOX_COMMAND);
        codecs.put(FrameType.MAILBOX_RESPONSE, Payloads.MAILBOX_RESPONSE);
        codecs.put(FrameType.DEVICE_CALL, Payloads.DEVICE_CALL);
        codecs.put(FrameType.DEVICE_RESULT, Payloads.DEVICE_RESULT);
        codecs.put(FrameType.VCPU_ENTRY, Payloads.VCPU_ENTRY);
        codecs.put(FrameType.VCPU_EXIT, Payloads.VCPU_EXIT);
        codecs.put(FrameType.PLATFORM_CERTIFICATES, Payloads.PLATFORM_CERTIFICATES);
        codecs.put(FrameType.LAUNCH_BUNDLE, Payloads.LAUNCH_BUNDLE);
        codecs.put(FrameType.LAUNCH_MEASUREMENT, Payloads.LAUNCH_MEASUREMENT);
        codecs.put(FrameType.LAUNCH_SECRET_PACKET, Payloads.LAUNCH_SECRET_PACKET);
        codecs.put(FrameType.OWNER_REFUSAL, Payloads.OWNER_REFUSAL);
        codecs.put(FrameType.NOTICE, Payloads.NOTICE);
        for (FrameType type : FrameType.values()) {
            if (!codecs.containsKey(type)) {
                throw new IllegalStateException("no payload codec for " + type);
            }
        }
        return Collections.unmodifiableMap(codecs);
    }

    /** Bytes that the payload of {@code frame} takes. */
    public static int payloadSize(Frame frame) {
        return codec(frame.type()).size(frame);
    }

    /** Appends the payload to {@code target}, which has room for it and is set to little-endian. */
    public static void encode(Frame frame, ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        codec(frame.type()).write(frame, target);
    }

    /**
     * Reads a payload that takes up everything that is left in {@code source}.
     *
     * @throws FrameFormatException when the bytes are no such payload
     */
    public static Frame decode(FrameType type, ByteBuffer source) {
        PayloadReader reader = new PayloadReader(source.order(ByteOrder.LITTLE_ENDIAN));
        Frame frame = codec(type).read(reader);
        reader.end();
        return frame;
    }

    @SuppressWarnings("unchecked") // the map pairs every type with the codec of its own record
    private static PayloadCodec<Frame> codec(FrameType type) {
        PayloadCodec<? extends Frame> codec = CODECS.get(type);
        if (codec == null) {
            throw new IllegalStateException("no payload codec for " + type);
        }
        return (PayloadCodec<Frame>) codec;
    }
}
