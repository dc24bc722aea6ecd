package dev.sevsim.kernel.secret;

import java.util.Optional;

/** Content of one file: a piece of memory of its provider. */
public interface Secret {
    /** The bytes as they are now; empty when no buffer for them can be had. */
    Optional<byte[]> data();

    /** Makes the bytes unrecoverable. */
    void wipe();
}
