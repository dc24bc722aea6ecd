package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.function.IntFunction;

/** Reads the fields of an untrusted payload: every length is checked before it is used. */
final class PayloadReader {
    private final ByteBuffer source;

    PayloadReader(ByteBuffer source) {
        this.source = source;
    }

    int u32(String field) {
        need(field, Integer.BYTES);
        return source.getInt();
    }

    long u64(String field) {
        need(field, Long.BYTES);
        return source.getLong();
    }

    <E> E code(String field, IntFunction<Optional<E>> lookup) {
        int code = u32(field);
        return lookup.apply(code)
                .orElseThrow(() -> new FrameFormatException(field, "0x" + Integer.toHexString(code), "a known code"));
    }

    Bytes bytes(String field) {
        return Bytes.copyOf(content(field));
    }

    String text(String field) {
        byte[] content = content(field);
        try {
            return Bytes.copyOf(content).decodeUtf8();
        } catch (CharacterCodingException e) {
            FrameFormatException refused = new FrameFormatException(field, content.length + " other bytes", "UTF-8");
            refused.initCause(e);
            throw refused;
        }
    }

    void end() {
        if (source.hasRemaining()) {
            throw new FrameFormatException("payload", source.remaining() + " bytes more", "its end");
        }
    }

    private byte[] content(String field) {
        int length = u32(field + " length");
        if (length < 0 || length > source.remaining()) {
            throw new FrameFormatException(
                    field + " length", Integer.toUnsignedString(length), "at most " + source.remaining());
        }
        byte[] content = new byte[length];
        source.get(content);
        return content;
    }

    private void need(String field, int bytes) {
        if (source.remaining() < bytes) {
            throw new FrameFormatException(field, source.remaining() + " bytes left", bytes + " bytes");
        }
    }
}
