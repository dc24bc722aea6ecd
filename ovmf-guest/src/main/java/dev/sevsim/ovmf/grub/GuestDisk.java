package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The guest disk that the modelled GRUB boots from; a format of our own.
 *
 * <pre>
 *   0   12   "SEVSIMDISK1" NUL
 *   12   4   u32 kernel LBA
 *   16   4   u32 kernel bytes
 *   20   4   u32 initrd LBA
 *   24   4   u32 initrd bytes, 0 for none
 *   28   4   u32 command line LBA
 *   32   4   u32 command line bytes, no NUL
 * </pre>
 *
 * @param kernel an EFI image
 * @param initrd may be empty
 * @param commandLine without NUL
 */
public record GuestDisk(Bytes kernel, Bytes initrd, Bytes commandLine) {
    /** Bytes of a sector. */
    public static final int SECTOR_SIZE = 512;

    private static final Bytes MAGIC = Bytes.ofAscii("SEVSIMDISK1\0");
    private static final int HEADER_SIZE = 36;

    /**
     * A file on the disk.
     *
     * @param lba first sector
     * @param sizeBytes bytes
     */
    public record Extent(long lba, long sizeBytes) {
        /** Sectors that it touches. */
        public long sectors() {
            return (sizeBytes + SECTOR_SIZE - 1) / SECTOR_SIZE;
        }
    }

    /**
     * The header in sector 0.
     *
     * @param kernel extent of the kernel
     * @param initrd extent of the initrd; size 0 for none
     * @param commandLine extent of the command line
     */
    public record Header(Extent kernel, Extent initrd, Extent commandLine) {}

    /** The disk's bytes, a whole number of sectors. */
    public Bytes encode() {
        Extent kernelExtent = new Extent(1, kernel.length());
        Extent initrdExtent = new Extent(kernelExtent.lba() + kernelExtent.sectors(), initrd.length());
        Extent textExtent = new Extent(initrdExtent.lba() + initrdExtent.sectors(), commandLine.length());
        ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC.toArray());
        for (Extent extent : new Extent[] {kernelExtent, initrdExtent, textExtent}) {
            header.putInt((int) extent.lba()).putInt((int) extent.sizeBytes());
        }
        return Bytes.concat(
                Bytes.copyOf(header.array()).paddedTo(SECTOR_SIZE),
                inSectors(kernel),
                inSectors(initrd),
                inSectors(commandLine));
    }

    /** Reads sector 0; empty when it is not of this format. */
    public static Optional<Header> readHeader(Bytes sector) {
        if (sector.length() < HEADER_SIZE || !sector.slice(0, MAGIC.length()).equals(MAGIC)) {
            return Optional.empty();
        }
        return Optional.of(new Header(extent(sector, 12), extent(sector, 20), extent(sector, 28)));
    }

    private static Extent extent(Bytes sector, int offset) {
        ByteBuffer b = sector.asLittleEndian();
        return new Extent(Integer.toUnsignedLong(b.getInt(offset)), Integer.toUnsignedLong(b.getInt(offset + 4)));
    }

    private static Bytes inSectors(Bytes content) {
        int sectors = (content.length() + SECTOR_SIZE - 1) / SECTOR_SIZE;
        return content.paddedTo(sectors * SECTOR_SIZE);
    }
}
