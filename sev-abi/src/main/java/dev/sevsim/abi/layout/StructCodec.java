package dev.sevsim.abi.layout;

import dev.sevsim.abi.Bytes;

/**
 * Reads and writes one structure.
 *
 * @param <T> the record with the {@link Struct} annotation
 */
public interface StructCodec<T> {
    /** The fields of the structure. */
    StructLayout layout();

    /**
     * Reads exactly one structure; reserved bytes are ignored.
     *
     * @throws IllegalArgumentException when the bytes are more or fewer than the structure has
     */
    T decode(Bytes raw);

    /** The bytes of the structure; reserved ones are zero. */
    Bytes encode(T value);
}
