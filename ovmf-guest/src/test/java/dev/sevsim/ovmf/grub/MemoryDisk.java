package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import java.util.Optional;

/** A disk for tests that need no ports. */
record MemoryDisk(Bytes content) implements SectorReader {
    @Override
    public boolean contains(GuestDisk.Extent extent) {
        return (extent.lba() + extent.sectors()) * GuestDisk.SECTOR_SIZE <= content.length();
    }

    @Override
    public Optional<Bytes> read(long lba, int count) {
        return contains(new GuestDisk.Extent(lba, (long) count * GuestDisk.SECTOR_SIZE))
                ? Optional.of(content.slice((int) lba * 512, (int) (lba + count) * 512))
                : Optional.empty();
    }
}
