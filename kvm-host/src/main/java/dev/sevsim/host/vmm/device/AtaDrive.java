package dev.sevsim.host.vmm.device;

import static dev.sevsim.abi.device.AtaRegisters.DATA_REQUEST;
import static dev.sevsim.abi.device.AtaRegisters.ERROR;
import static dev.sevsim.abi.device.AtaRegisters.IDENTIFY;
import static dev.sevsim.abi.device.AtaRegisters.READ_SECTORS;
import static dev.sevsim.abi.device.AtaRegisters.SECTOR_BYTES;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A read-only drive of an {@link AtaChannel}: IDENTIFY DEVICE and READ SECTORS by PIO with 28-bit addresses.
 *
 * <p>Every other command is aborted, as one that the device does not implement. Source: ATA/ATAPI-6.
 */
final class AtaDrive {
    private static final int BUSY_FREE_READY = 0x50;
    private static final int ABORTED = 0x04;
    private static final int READ_SECTORS_NO_RETRY = 0x21;

    private final byte[] contents;
    private final int sectors;
    private final String serialNumber;
    private byte[] buffer = new byte[0];
    private int at;
    private boolean failed;

    /** A drive with these contents, padded to whole sectors. */
    AtaDrive(Bytes contents, String serialNumber) {
        this.sectors = (contents.length() + SECTOR_BYTES - 1) / SECTOR_BYTES;
        this.contents = contents.paddedTo(sectors * SECTOR_BYTES).toArray();
        this.serialNumber = serialNumber;
    }

    int error() {
        return failed ? ABORTED : 0;
    }

    int status() {
        return BUSY_FREE_READY | (at < buffer.length ? DATA_REQUEST : 0) | (failed ? ERROR : 0);
    }

    /** Next value of the data register. */
    int nextData(int widthBytes) {
        int value = 0;
        for (int i = 0; i < widthBytes; i++) {
            int next = at < buffer.length ? buffer[at++] & 0xFF : 0xFF;
            value |= next << (8 * i);
        }
        return value;
    }

    /**
     * Executes a command.
     *
     * @param lba first sector
     * @param count the sector count register, in which 0 is 256
     */
    void execute(int command, int lba, int count) {
        buffer = new byte[0];
        at = 0;
        failed = false;
        if (command == IDENTIFY) {
            buffer = identity();
        } else if (command == READ_SECTORS || command == READ_SECTORS_NO_RETRY) {
            readSectors(lba, count == 0 ? 256 : count);
        } else {
            failed = true;
        }
    }

    private void readSectors(int first, int count) {
        if (first + count > sectors) {
            failed = true;
            return;
        }
        buffer = new byte[count * SECTOR_BYTES];
        System.arraycopy(contents, first * SECTOR_BYTES, buffer, 0, buffer.length);
    }

    private byte[] identity() {
        ByteBuffer b = ByteBuffer.allocate(SECTOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        b.putShort(0, (short) 0x0040);
        putText(b, 20, serialNumber, 20);
        putText(b, 46, "1.0", 8);
        putText(b, 54, "SEVSIM DISK", 40);
        b.putShort(98, (short) 0x0200);
        b.putInt(120, sectors);
        byte[] raw = new byte[SECTOR_BYTES];
        b.get(0, raw);
        return raw;
    }

    /** ATA texts are padded with blanks and have the bytes of every word swapped. */
    private static void putText(ByteBuffer b, int offset, String text, int length) {
        byte[] padded = (text + " ".repeat(length - text.length())).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < length; i++) {
            b.put(offset + (i ^ 1), padded[i]);
        }
    }
}
