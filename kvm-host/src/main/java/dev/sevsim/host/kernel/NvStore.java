package dev.sevsim.host.kernel;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/**
 * The file that {@code init_ex_path} names: the firmware's store, kept by the host.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.8.
 */
public interface NvStore {
    /** Bytes of the store. */
    int SIZE = 0x8000;

    /** What the file holds, at most {@link #SIZE} bytes; empty when there is none, another failure is thrown. */
    Optional<Bytes> read();

    /** Writes all of it, the file made anew if need be. */
    void write(Bytes content);
}
