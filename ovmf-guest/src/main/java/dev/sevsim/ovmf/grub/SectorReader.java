package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/** Something that GRUB reads files from: a disk, or a volume on it. */
interface SectorReader {
    /** Whether the sectors exist. */
    boolean contains(GuestDisk.Extent extent);

    /** Reads 1 to {@link AtaDisk#MAX_SECTORS} sectors; empty when they cannot be read. */
    Optional<Bytes> read(long lba, int count);
}
