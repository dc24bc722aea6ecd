package dev.sevsim.ovmf.grub;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;
import java.util.Optional;

/**
 * The master disk of the first ATA channel, by programmed I/O with 28-bit sector numbers.
 *
 * <p>The status is read once after each command: the modelled device works while the OUT is intercepted.
 *
 * <p>Source: ATA/ATAPI-6, commands IDENTIFY DEVICE and READ SECTORS.
 */
final class AtaDisk implements SectorReader {
    /** Sectors that one command moves at most. */
    static final int MAX_SECTORS = 256;

    private static final int DATA = 0x1F0;
    private static final int SECTOR_COUNT = 0x1F2;
    private static final int LBA_LOW = 0x1F3;
    private static final int LBA_MID = 0x1F4;
    private static final int LBA_HIGH = 0x1F5;
    private static final int DEVICE = 0x1F6;
    private static final int COMMAND = 0x1F7;

    private static final int SELECT_MASTER = 0xA0;
    private static final int SELECT_MASTER_LBA = 0xE0;
    private static final int IDENTIFY = 0xEC;
    private static final int READ_SECTORS = 0x20;
    private static final int STATUS_BUSY = 0x80;
    private static final int STATUS_DATA = 0x08;
    private static final int STATUS_FAULT = 0x20;
    private static final int STATUS_ERROR = 0x01;
    private static final int NO_DEVICE = 0xFF;
    private static final int SECTORS_WORD = 60;

    private final GuestCpu cpu;
    private final long sectors;

    private AtaDisk(GuestCpu cpu, long sectors) {
        this.cpu = cpu;
        this.sectors = sectors;
    }

    /** Looks for the disk; empty when none answers. */
    static Optional<AtaDisk> probe(GuestCpu cpu) {
        if (cpu.in(COMMAND, 1) == NO_DEVICE) {
            return Optional.empty();
        }
        cpu.out(DEVICE, 1, SELECT_MASTER);
        cpu.out(COMMAND, 1, IDENTIFY);
        if (!hasData(cpu)) {
            return Optional.empty();
        }
        Bytes identity = cpu.inBytes(DATA, GuestDisk.SECTOR_SIZE);
        long sectors = Integer.toUnsignedLong(identity.asLittleEndian().getInt(SECTORS_WORD * 2));
        return Optional.of(new AtaDisk(cpu, sectors));
    }

    @Override
    public boolean contains(GuestDisk.Extent extent) {
        return extent.lba() + extent.sectors() <= sectors;
    }

    @Override
    public Optional<Bytes> read(long lba, int count) {
        cpu.out(SECTOR_COUNT, 1, count & 0xFF);
        cpu.out(LBA_LOW, 1, (int) lba & 0xFF);
        cpu.out(LBA_MID, 1, (int) (lba >>> 8) & 0xFF);
        cpu.out(LBA_HIGH, 1, (int) (lba >>> 16) & 0xFF);
        cpu.out(DEVICE, 1, SELECT_MASTER_LBA | ((int) (lba >>> 24) & 0x0F));
        cpu.out(COMMAND, 1, READ_SECTORS);
        return hasData(cpu) ? Optional.of(cpu.inBytes(DATA, count * GuestDisk.SECTOR_SIZE)) : Optional.empty();
    }

    private static boolean hasData(GuestCpu cpu) {
        int status = cpu.in(COMMAND, 1) & 0xFF;
        boolean failed = (status & (STATUS_BUSY | STATUS_FAULT | STATUS_ERROR)) != 0;
        return !failed && (status & STATUS_DATA) != 0;
    }
}
