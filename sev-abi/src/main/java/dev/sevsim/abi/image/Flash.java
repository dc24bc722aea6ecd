package dev.sevsim.abi.image;

/**
 * The flash of a PC, which holds an OVMF image and its variable store and ends at 4 GiB.
 *
 * <p>Source: docs/reference/ovmf-guest.md section 11.1: the reset vector searches the top 16 MiB below 4 GiB.
 */
public final class Flash {
    /** Bytes of the largest image. */
    public static final int MAX_BYTES = 16 << 20;

    private Flash() {}
}
