package dev.sevsim.psp.nv;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.util.Arrays;

/**
 * A persistent area of 32 KiB: the SPI flash of a board, or memory of the host that keeps it in a file.
 *
 * <p>It is read and written as a whole. A write that fails leaves the old content.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 4.1, INIT_EX.
 */
public interface NvStorage {
    /** Bytes. */
    int SIZE = 0x8000;

    /** What an erased area holds. */
    Bytes ERASED = erased();

    /** The whole area. */
    Bytes read() throws IOException;

    /** Replaces the whole area. */
    void write(Bytes area) throws IOException;

    /** Sets every bit. */
    default void erase() throws IOException {
        write(ERASED);
    }

    /** Whether an area was never written since it was erased: its first four bytes say so. */
    static boolean isEmpty(Bytes area) {
        return area.slice(0, Integer.BYTES).equals(ERASED.slice(0, Integer.BYTES));
    }

    private static Bytes erased() {
        byte[] ones = new byte[SIZE];
        Arrays.fill(ones, (byte) 0xFF);
        return Bytes.copyOf(ones);
    }
}
