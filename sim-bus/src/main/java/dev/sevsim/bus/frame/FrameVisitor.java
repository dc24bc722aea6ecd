package dev.sevsim.bus.frame;

import dev.sevsim.abi.Bytes;

/** Receives the components of a frame in the order of their declaration. */
public interface FrameVisitor {
    /** An {@code int}. */
    void u32(String name, int value);

    /** A {@code long}. */
    void u64(String name, long value);

    /** A constant of an enumeration. */
    void code(String name, Enum<?> value);

    /** Bytes of any length. */
    void bytes(String name, Bytes value);

    /** Text. */
    void text(String name, String value);
}
