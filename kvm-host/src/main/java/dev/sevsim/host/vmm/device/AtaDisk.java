package dev.sevsim.host.vmm.device;

import dev.sevsim.abi.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A read-only ATA disk on the primary channel: IDENTIFY DEVICE and READ SECTORS by PIO with 28-bit addresses.
 *
 * <p>Every other command is aborted, as a device does with one that it does not know. Source: ATA/ATAPI-6.
 */
public final class AtaDisk implements IoDevice {
    private static final int BASE = 0x1F0;
    private static final int SECTOR = 512;
    private static final int DATA = 0;
    private static final int ERROR = 1;
    private static final int COUNT = 2;
    private static final int LBA_LOW = 3;
    private static final int DEVICE = 6;
    private static final int STATUS = 7;
    private static final int BUSY_FREE_READY = 0x50;
    private static final int DATA_REQUEST = 0x08;
    private static final int STATUS_ERROR = 0x01;
    private static final int ABORTED = 0x04;
    private static final int SECOND_DRIVE = 0x10;
    private static final int READ_SECTORS = 0x20;
    private static final int READ_SECTORS_NO_RETRY = 0x21;
    private static final int IDENTIFY = 0xEC;

    private final byte[] contents;
    private final int sectors;
    private final int[] registers = new int[8];
    private byte[] buffer = new byte[0];
    private int at;
    private boolean failed;

    /** A disk with these contents, padded to whole sectors. */
    public AtaDisk(Bytes contents) {
        this.sectors = (contents.length() + SECTOR - 1) / SECTOR;
        this.contents = contents.paddedTo(sectors * SECTOR).toArray();
    }

    @Override
    public int firstPort() {
        return BASE;
    }

    @Override
    public int lastPort() {
        return BASE + STATUS;
    }

    @Override
    public int read(int port, int widthBytes) {
        int register = port - BASE;
        if ((registers[DEVICE] & SECOND_DRIVE) != 0 && register != DEVICE) {
            return 0;
        }
        return switch (register) {
            case DATA -> nextData(widthBytes);
            case ERROR -> failed ? ABORTED : 0;
            case STATUS -> BUSY_FREE_READY | (at < buffer.length ? DATA_REQUEST : 0) | (failed ? STATUS_ERROR : 0);
            default -> registers[register];
        };
    }

    @Override
    public void write(int port, int widthBytes, int value) {
        int register = port - BASE;
        registers[register] = value & 0xFF;
        if (register == STATUS && (registers[DEVICE] & SECOND_DRIVE) == 0) {
            execute(value & 0xFF);
        }
    }

    private int nextData(int widthBytes) {
        int value = 0;
        for (int i = 0; i < widthBytes; i++) {
            int next = at < buffer.length ? buffer[at++] & 0xFF : 0xFF;
            value |= next << (8 * i);
        }
        return value;
    }

    private void execute(int command) {
        buffer = new byte[0];
        at = 0;
        failed = false;
        if (command == IDENTIFY) {
            buffer = identity();
        } else if (command == READ_SECTORS || command == READ_SECTORS_NO_RETRY) {
            readSectors();
        } else {
            failed = true;
        }
    }

    private void readSectors() {
        int first = registers[LBA_LOW]
                | registers[LBA_LOW + 1] << 8
                | registers[LBA_LOW + 2] << 16
                | (registers[DEVICE] & 0x0F) << 24;
        int count = registers[COUNT] == 0 ? 256 : registers[COUNT];
        if (first + count > sectors) {
            failed = true;
            return;
        }
        buffer = new byte[count * SECTOR];
        System.arraycopy(contents, first * SECTOR, buffer, 0, buffer.length);
    }

    private byte[] identity() {
        ByteBuffer b = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        b.putShort(0, (short) 0x0040);
        putText(b, 20, "1", 20);
        putText(b, 46, "1.0", 8);
        putText(b, 54, "SEVSIM DISK", 40);
        b.putShort(98, (short) 0x0200);
        b.putInt(120, sectors);
        byte[] raw = new byte[SECTOR];
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
