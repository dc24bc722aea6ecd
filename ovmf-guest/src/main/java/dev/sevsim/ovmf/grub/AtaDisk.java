package dev.sevsim.ovmf.grub;

import static dev.sevsim.abi.device.AtaRegisters.BUSY_FAULT_OR_ERROR;
import static dev.sevsim.abi.device.AtaRegisters.COMMAND;
import static dev.sevsim.abi.device.AtaRegisters.DATA;
import static dev.sevsim.abi.device.AtaRegisters.DATA_REQUEST;
import static dev.sevsim.abi.device.AtaRegisters.DEVICE;
import static dev.sevsim.abi.device.AtaRegisters.FLOATING;
import static dev.sevsim.abi.device.AtaRegisters.IDENTIFY;
import static dev.sevsim.abi.device.AtaRegisters.IDENTIFY_SECTORS;
import static dev.sevsim.abi.device.AtaRegisters.LBA_HIGH;
import static dev.sevsim.abi.device.AtaRegisters.LBA_LOW;
import static dev.sevsim.abi.device.AtaRegisters.LBA_MID;
import static dev.sevsim.abi.device.AtaRegisters.READ_SECTORS;
import static dev.sevsim.abi.device.AtaRegisters.SECTOR_COUNT;
import static dev.sevsim.abi.device.AtaRegisters.SELECT;
import static dev.sevsim.abi.device.AtaRegisters.SELECT_LBA;

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
record AtaDisk(GuestCpu cpu, long sectors) implements SectorReader {
    /** Sectors that one command moves at most. */
    static final int MAX_SECTORS = 256;

    /** Looks for the disk; empty when none answers. */
    static Optional<AtaDisk> probe(GuestCpu cpu) {
        if (cpu.in(COMMAND, 1) == FLOATING) {
            return Optional.empty();
        }
        cpu.out(DEVICE, 1, SELECT);
        cpu.out(COMMAND, 1, IDENTIFY);
        if (!hasData(cpu)) {
            return Optional.empty();
        }
        Bytes identity = cpu.inBytes(DATA, GuestDisk.SECTOR_SIZE);
        long sectors = Integer.toUnsignedLong(identity.asLittleEndian().getInt(IDENTIFY_SECTORS));
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
        cpu.out(DEVICE, 1, SELECT_LBA | ((int) (lba >>> 24) & 0x0F));
        cpu.out(COMMAND, 1, READ_SECTORS);
        return hasData(cpu) ? Optional.of(cpu.inBytes(DATA, count * GuestDisk.SECTOR_SIZE)) : Optional.empty();
    }

    private static boolean hasData(GuestCpu cpu) {
        int status = cpu.in(COMMAND, 1) & 0xFF;
        boolean failed = (status & BUSY_FAULT_OR_ERROR) != 0;
        return !failed && (status & DATA_REQUEST) != 0;
    }
}
