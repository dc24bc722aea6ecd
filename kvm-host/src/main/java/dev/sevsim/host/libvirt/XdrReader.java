package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads XDR: big-endian, each item padded with zeros to 4 bytes.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 */
final class XdrReader {
    private static final int UNIT = 4;

    private final Bytes payload;
    private final ByteBuffer buffer;

    XdrReader(Bytes payload) {
        this.payload = payload;
        this.buffer = ByteBuffer.wrap(payload.toArray()).order(ByteOrder.BIG_ENDIAN);
    }

    int u32() {
        require(Integer.BYTES);
        return buffer.getInt();
    }

    long u64() {
        require(Long.BYTES);
        return buffer.getLong();
    }

    /** Bytes of a fixed length, after which the padding is skipped. */
    Bytes fixed(int length) {
        int padded = (length + UNIT - 1) / UNIT * UNIT;
        if (length < 0 || padded < length) {
            throw new XdrException("a length of " + Integer.toUnsignedString(length));
        }
        require(padded);
        int from = buffer.position();
        buffer.position(from + padded);
        if (!payload.slice(from + length, from + padded).isAllZero()) {
            throw new XdrException("padding that is not zero");
        }
        return payload.slice(from, from + length);
    }

    String string() {
        return fixed(u32()).toUtf8();
    }

    Optional<String> optionalString() {
        int present = u32();
        if (present != 0 && present != 1) {
            throw new XdrException("neither present nor absent but " + Integer.toUnsignedString(present));
        }
        return present == 1 ? Optional.of(string()) : Optional.empty();
    }

    /** Skips a number that is ignored: flags, or the client's copy of a number. */
    void skipU32() {
        var unused = u32();
    }

    /** Skips a text that is ignored. */
    void skipString() {
        var unused = string();
    }

    /** Refuses a payload that has more bytes. */
    void end() {
        if (buffer.hasRemaining()) {
            throw new XdrException(buffer.remaining() + " bytes too many");
        }
    }

    private void require(int bytes) {
        if (buffer.remaining() < bytes) {
            throw new XdrException("ends too early");
        }
    }
}
