package dev.sevsim.kernel.boot;

import static dev.sevsim.abi.Errno.EIO;
import static dev.sevsim.abi.device.AtaRegisters.BUSY_FAULT_OR_ERROR;
import static dev.sevsim.abi.device.AtaRegisters.COMMAND;
import static dev.sevsim.abi.device.AtaRegisters.DATA;
import static dev.sevsim.abi.device.AtaRegisters.DATA_REQUEST;
import static dev.sevsim.abi.device.AtaRegisters.DEVICE;
import static dev.sevsim.abi.device.AtaRegisters.DRIVE_SHIFT;
import static dev.sevsim.abi.device.AtaRegisters.FLOATING;
import static dev.sevsim.abi.device.AtaRegisters.IDENTIFY;
import static dev.sevsim.abi.device.AtaRegisters.IDENTIFY_SECTORS;
import static dev.sevsim.abi.device.AtaRegisters.LBA_HIGH;
import static dev.sevsim.abi.device.AtaRegisters.LBA_LOW;
import static dev.sevsim.abi.device.AtaRegisters.LBA_MID;
import static dev.sevsim.abi.device.AtaRegisters.READ_SECTORS;
import static dev.sevsim.abi.device.AtaRegisters.SECTOR_BYTES;
import static dev.sevsim.abi.device.AtaRegisters.SECTOR_COUNT;
import static dev.sevsim.abi.device.AtaRegisters.SELECT;
import static dev.sevsim.abi.device.AtaRegisters.SELECT_LBA;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.fs.FileHandle;
import dev.sevsim.kernel.fs.FileOperations;
import java.util.Optional;

/**
 * A disk of the primary ATA channel as a block device: read by programmed I/O, sector after sector, without a cache.
 *
 * <p>Data comes in through the ports, so that all of it passes the hypervisor. Source: ATA/ATAPI-6, commands IDENTIFY
 * DEVICE and READ SECTORS.
 */
record AtaDisk(GuestCpu cpu, int drive, long sectors) implements FileOperations {
    private static final int SECTORS_AT_ONCE = 64;

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
        Bytes identity = cpu.inBytes(DATA, SECTOR_BYTES);
        return Optional.of(new AtaDisk(
                cpu, drive, Integer.toUnsignedLong(identity.asLittleEndian().getInt(IDENTIFY_SECTORS))));
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
                return sectors * SECTOR_BYTES;
            }
        };
    }

    private int read(long position, byte[] target, int offset, int length) {
        long first = position / SECTOR_BYTES;
        int skipped = (int) (position % SECTOR_BYTES);
        int wanted = (skipped + length + SECTOR_BYTES - 1) / SECTOR_BYTES;
        int count = (int) Math.max(0, Math.min(Math.min(wanted, SECTORS_AT_ONCE), sectors - first));
        if (count == 0) {
            return 0;
        }
        Optional<Bytes> data = readSectors(first, count);
        if (data.isEmpty()) {
            return -EIO.code();
        }
        int read = Math.min(length, count * SECTOR_BYTES - skipped);
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
        return hasData(cpu) ? Optional.of(cpu.inBytes(DATA, count * SECTOR_BYTES)) : Optional.empty();
    }

    private static boolean hasData(GuestCpu cpu) {
        int status = cpu.in(COMMAND, 1);
        return (status & BUSY_FAULT_OR_ERROR) == 0 && (status & DATA_REQUEST) != 0;
    }
}
