package dev.sevsim.abi.device;

/**
 * I/O ports of the primary ATA channel, the commands that guest code gives, and bits of the status register.
 *
 * <p>Source: ATA/ATAPI-6, command block registers, IDENTIFY DEVICE and READ SECTORS.
 */
public final class AtaRegisters {
    /** Data register, 16 bits at a time: the first of the eight registers. */
    public static final int DATA = 0x1F0;

    /** Number of sectors; 0 stands for 256. */
    public static final int SECTOR_COUNT = DATA + 2;

    /** Bits 7:0 of the sector number. */
    public static final int LBA_LOW = DATA + 3;

    /** Bits 15:8 of the sector number. */
    public static final int LBA_MID = DATA + 4;

    /** Bits 23:16 of the sector number. */
    public static final int LBA_HIGH = DATA + 5;

    /** Drive, addressing mode and bits 27:24 of the sector number. */
    public static final int DEVICE = DATA + 6;

    /** Command register when written, status register when read. */
    public static final int COMMAND = DATA + 7;

    /** {@link #DEVICE}: drive 0, no sector number. */
    public static final int SELECT = 0xA0;

    /** {@link #DEVICE}: drive 0, 28-bit sector number. */
    public static final int SELECT_LBA = SELECT | 1 << 6;

    /** {@link #DEVICE}: position of the drive's bit. */
    public static final int DRIVE_SHIFT = 4;

    /** IDENTIFY DEVICE. */
    public static final int IDENTIFY = 0xEC;

    /** READ SECTORS. */
    public static final int READ_SECTORS = 0x20;

    /** Status bit ERR: the command failed. */
    public static final int ERROR = 1;

    /** Status bits BSY, DF and ERR: the command is not done or failed. */
    public static final int BUSY_FAULT_OR_ERROR = 1 << 7 | 1 << 5 | ERROR;

    /** Status bit DRQ: data can be read. */
    public static final int DATA_REQUEST = 1 << 3;

    /** Status of a channel without a device. */
    public static final int FLOATING = 0xFF;

    /** Offset in bytes of the u32 number of sectors in the data of IDENTIFY DEVICE (words 60 and 61). */
    public static final int IDENTIFY_SECTORS = 60 * Short.BYTES;

    /** Bytes of a sector. */
    public static final int SECTOR_BYTES = 512;

    private AtaRegisters() {}
}
