package dev.sevsim.kernel.boot;

import static dev.sevsim.abi.Errno.EIO;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.fs.FileHandle;
import dev.sevsim.kernel.fs.FileOperations;
import java.util.Optional;

/**
 * A disk of the primary ATA channel as a block device: read by programmed I/O, sector after sector, without a cache.
 *
 * <p>Data comes in through the ports, so that all of it passes the hypervisor. Source: ATA/ATAPI-6, commands IDENTIFY DEVICE
 * and READ SECTORS.
 */
final class AtaDisk implements FileOperations {
    private static final int DATA = 0x1F0;
    private static final int SECTOR_COUNT = 0x1F2;
    private static final int LBA_LOW = 0x1F3;
    private static final int LBA_MID = 0x1F4;
    private static final int LBA_HIGH = 0x1F5;
    private static final int DEVICE = 0x1F6;
    private static final int COMMAND = 0x1F7;
    private static final int SELECT = 0xA0;
    private static final int SELECT_LBA = 0xE0;
    private static final int DRIVE_SHIFT = 4;
    private static final int IDENTIFY = 0xEC;
    private static final int READ_SECTORS = 0x20;
    private static final int BUSY_FAULT_OR_ERROR = 0xA1;
    private static final int DATA_REQUEST = 0x08;
    private static final int FLOATING = 0xFF;
    private static final int SECTORS_OFFSET = 120;
    private static final int SECTOR = 512;
    private static final int SECTORS_AT_ONCE = 64;

    private final GuestCpu cpu;
    private final int drive;
    private final long sectors;

    private AtaDisk(GuestCpu cpu, int drive, long sectors) {
        this.cpu = cpu;
        this.drive = drive;
        this.sectors = sectors;
    }

    /** Looks for drive 0 or 1; empty when it does not answer. */
    static Optional<AtaDisk> probe(GuestCpu cpu, int drive) {
        if ((cpu.in(COMMAND, 1) & 0xFF) == FLOATING) {
            return Optional.empty();
        }
        cpu.out(DEVICE, 1, SELECT | drive << DRIVE_SHIFT);
        cpu.out(COMMAND, 1, IDENTIFY);
        if (!hasData(cpu)) {
            return Optional.empty();
        }
        Bytes identity = cpu.inBytes(DATA, SECTOR);
        return Optional.of(new AtaDisk(
                cpu, drive, Integer.toUnsignedLong(identity.asLittleEndian().getInt(SECTORS_OFFSET))));
    }

    long sectors() {
        return sectors;
    }

    @Override
    public FileHandle open() {
        return new FileHandle() {
            @Override
            public int read(long position, byte[] target, int offset, int length) {
                return AtaDisk.this.read(position, target, offset, length);
            }

            @Override
            public long end() {
                return sectors * SECTOR;
            }
        };
    }

    private int read(long position, byte[] target, int offset, int length) {
        long first = position / SECTOR;
        int skipped = (int) (position % SECTOR);
        int wanted = (skipped + length + SECTOR - 1) / SECTOR;
        int count = (int) Math.max(0, Math.min(Math.min(wanted, SECTORS_AT_ONCE), sectors - first));
        if (count == 0) {
            return 0;
        }
        Optional<Bytes> data = readSectors(first, count);
        if (data.isEmpty()) {
            return -EIO.code();
        }
        int read = Math.min(length, count * SECTOR - skipped);
        System.arraycopy(data.get().toArray(), skipped, target, offset, read);
        return read;
    }

    private Optional<Bytes> readSectors(long lba, int count) {
        cpu.out(DEVICE, 1, SELECT_LBA | drive << DRIVE_SHIFT | ((int) (lba >>> 24) & 0x0F));
        cpu.out(SECTOR_COUNT, 1, count & 0xFF);
        cpu.out(LBA_LOW, 1, (int) lba & 0xFF);
        cpu.out(LBA_MID, 1, (int) (lba >>> 8) & 0xFF);
        cpu.out(LBA_HIGH, 1, (int) (lba >>> 16) & 0xFF);
        cpu.out(COMMAND, 1, READ_SECTORS);
        return hasData(cpu) ? Optional.of(cpu.inBytes(DATA, count * SECTOR)) : Optional.empty();
    }

    private static boolean hasData(GuestCpu cpu) {
        int status = cpu.in(COMMAND, 1);
        return (status & BUSY_FAULT_OR_ERROR) == 0 && (status & DATA_REQUEST) != 0;
    }
}
