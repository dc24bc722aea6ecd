package dev.sevsim.abi.layout;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;

/**
 * One field of a structure.
 *
 * @param name the specification's name
 * @param offset bytes from the start of the structure
 * @param width bytes
 * @param direction who fills it in
 * @param reserved whether it must be zero
 */
public record Field(String name, int offset, int width, Direction direction, boolean reserved) {
    /** The unsigned byte. */
    public int getU8(ByteBuffer b) {
        return b.get(at(1)) & 0xFF;
    }

    public void putU8(ByteBuffer b, int value) {
        b.put(at(1), (byte) value);
    }

    /** The unsigned 16-bit value. */
    public int getU16(ByteBuffer b) {
        return b.getShort(at(2)) & 0xFFFF;
    }

    public void putU16(ByteBuffer b, int value) {
        b.putShort(at(2), (short) value);
    }

    /** The 32-bit value; read it as unsigned. */
    public int getU32(ByteBuffer b) {
        return b.getInt(at(4));
    }

    public void putU32(ByteBuffer b, int value) {
        b.putInt(at(4), value);
    }

    /** The 64-bit value; read it as unsigned. */
    public long getU64(ByteBuffer b) {
        return b.getLong(at(8));
    }

    public void putU64(ByteBuffer b, long value) {
        b.putLong(at(8), value);
    }

    /** The whole field as bytes. */
    public Bytes getBytes(ByteBuffer b) {
        byte[] content = new byte[width];
        b.get(offset, content);
        return Bytes.copyOf(content);
    }

    /** Fills the whole field; the lengths must agree. */
    public void putBytes(ByteBuffer b, Bytes value) {
        if (value.length() != width) {
            throw new IllegalArgumentException(name + ": " + value.length() + " bytes, expected " + width);
        }
        b.put(offset, value.toArray());
    }

    private int at(int accessWidth) {
        if (accessWidth != width) {
            throw new IllegalArgumentException(name + " is " + width + " bytes wide, accessed as " + accessWidth);
        }
        return offset;
    }
}
