package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;

/**
 * A message: four bytes length of what follows, one byte type, fields.
 *
 * @param fields what stands behind the type, little-endian, from its position to its limit
 */
record Message(MessageType type, ByteBuffer fields) {
    /** Version of the protocol, in HELLO. */
    static final int VERSION = 2;

    /** Most bytes of a message behind its length. */
    static final int MOST_BYTES = 1 << 20;

    /** Bytes of the name of a group in HELLO. */
    static final int GROUP_BYTES = 16;

    /** Requires exactly so many bytes of fields. */
    Message withFields(int bytes) {
        if (fields.remaining() != bytes) {
            throw new ProtocolException(type + " has " + fields.remaining() + " bytes, expected " + bytes);
        }
        return this;
    }

    /** The rest of the fields. */
    Bytes rest() {
        byte[] raw = new byte[fields.remaining()];
        fields.get(raw);
        return Bytes.copyOf(raw);
    }
}
