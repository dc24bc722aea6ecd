package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.FrameCodec;
import dev.sevsim.bus.frame.FrameFormatException;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.frame.FrameVisitor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The components of a recorded frame by their names, to name what differs in its bytes. */
final class FrameParts implements FrameVisitor {
    private static final int KEY_AT = 0x10;
    private static final int COORDINATES_AT = KEY_AT + Integer.BYTES;

    private final Map<String, Bytes> bytes = new LinkedHashMap<>();

    private FrameParts() {}

    /**
     * Names the first component of bytes in which two payloads of a kind differ, with the offset and, in a certificate, the
     * field; empty where they are no frames or differ in numbers alone.
     */
    static Optional<String> difference(String kind, Bytes first, Bytes second) {
        Map<String, Bytes> left = of(kind, first);
        Map<String, Bytes> right = of(kind, second);
        for (Map.Entry<String, Bytes> part : left.entrySet()) {
            Bytes other = right.getOrDefault(part.getKey(), Bytes.EMPTY);
            if (!part.getValue().equals(other)) {
                int at = Arrays.mismatch(part.getValue().toArray(), other.toArray());
                return Optional.of(part.getKey() + " at byte " + at + field(part.getValue(), at));
            }
        }
        return Optional.empty();
    }

    private static Map<String, Bytes> of(String kind, Bytes payload) {
        FrameParts parts = new FrameParts();
        Arrays.stream(FrameType.values())
                .filter(type -> type.kind().equals(kind))
                .findFirst()
                .ifPresent(type -> parts.read(type, payload));
        return parts.bytes;
    }

    private void read(FrameType type, Bytes payload) {
        try {
            Frame frame = FrameCodec.decode(type, ByteBuffer.wrap(payload.toArray()));
            FrameCodec.describe(frame, this);
        } catch (FrameFormatException e) {
            bytes.clear(); // a trace of another hand
        }
    }

    /** Source: docs/reference/sev-firmware-api.md section 6.1. */
    private static String field(Bytes content, int at) {
        if (content.length() != SevCertificate.SIZE) {
            return "";
        }
        return SevCertificate.LAYOUT.fields().stream()
                .filter(field -> field.offset() <= at && at < field.offset() + field.width())
                .map(field -> " (" + field.name() + coordinate(field.name(), at) + ")")
                .findFirst()
                .orElse("");
    }

    private static String coordinate(String field, int at) {
        if (!field.equals("PUBKEY") || at < COORDINATES_AT) {
            return "";
        }
        int index = (at - COORDINATES_AT) / EcPublicKey.COORDINATE_SIZE;
        return index < 2 ? String.format(Locale.ROOT, ", Q%s", index == 0 ? "x" : "y") : "";
    }

    @Override
    public void u32(String name, int value) {}

    @Override
    public void u64(String name, long value) {}

    @Override
    public void code(String name, Enum<?> value) {}

    @Override
    public void bytes(String name, Bytes value) {
        bytes.put(name, value);
    }

    @Override
    public void text(String name, String value) {}
}
