package dev.sevsim.host.libvirt;

import dev.sevsim.abi.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Writes XDR: big-endian, each item padded with zeros to 4 bytes.
 *
 * <p>Source: docs/reference/guest-owner-tools.md section 6.5.
 */
final class XdrWriter {
    private static final int UNIT = 4;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    XdrWriter u32(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write(value >>> shift);
        }
        return this;
    }

    XdrWriter u64(long value) {
        return u32((int) (value >>> 32)).u32((int) value);
    }

    XdrWriter fixed(Bytes content) {
        out.writeBytes(content.toArray());
        for (int i = content.length(); i % UNIT != 0; i++) {
            out.write(0);
        }
        return this;
    }

    XdrWriter string(String text) {
        Bytes content = Bytes.ofUtf8(text);
        return u32(content.length()).fixed(content);
    }

    XdrWriter optionalString(Optional<String> text) {
        u32(text.isPresent() ? 1 : 0);
        text.ifPresent(this::string);
        return this;
    }

    Bytes toBytes() {
        return Bytes.copyOf(out.toByteArray());
    }
}
