package dev.sevsim.host.kernel;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/**
 * The file of {@code init_ex_path}: the firmware's non-volatile store, kept by the host.
 *
 * <p>Source: docs/reference/kvm-host.md section 1.8.
 */
public interface NvStore {
    /** Bytes of the store. */
    int SIZE = 0x8000;

    /** Contents of the file, at most {@link #SIZE} bytes; empty when it does not exist. */
    Optional<Bytes> read();

    /** Overwrites the file, and creates it if need be. */
    void write(Bytes content);
}
