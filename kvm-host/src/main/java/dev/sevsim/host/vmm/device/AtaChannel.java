package dev.sevsim.host.vmm.device;

import dev.sevsim.abi.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The primary ATA channel with one or two drives, which share its registers.
 *
 * <p>An absent drive reads as zero, as when the other drive answers for it. Source: ATA/ATAPI-6.
 */
public final class AtaChannel implements IoDevice {
    private static final int BASE = 0x1F0;
    private static final int DATA = 0;
    private static final int ERROR = 1;
    private static final int COUNT = 2;
    private static final int LBA_LOW = 3;
    private static final int DEVICE = 6;
    private static final int STATUS = 7;
    private static final int SECOND_DRIVE = 0x10;
    private static final int LBA_TOP_BITS = 0x0F;

    private final AtaDrive first;
    private final @Nullable AtaDrive second;
    private final int[] registers = new int[8];

    /** A channel with these contents on its drives. */
    public AtaChannel(Bytes first, Optional<Bytes> second) {
        this.first = new AtaDrive(first, "1");
        this.second = second.map(contents -> new AtaDrive(contents, "2")).orElse(null);
    }

    @Override
    public PortRange ports() {
        return new PortRange(BASE, BASE + STATUS);
    }

    @Override
    public int read(int port, int widthBytes) {
        int register = port - BASE;
        AtaDrive drive = selected();
        if (register == DEVICE) {
            return registers[DEVICE];
        }
        if (drive == null) {
            return 0;
        }
        return switch (register) {
            case DATA -> drive.nextData(widthBytes);
            case ERROR -> drive.error();
            case STATUS -> drive.status();
            default -> registers[register];
        };
    }

    @Override
    public void write(int port, int widthBytes, int value) {
        int register = port - BASE;
        registers[register] = value & 0xFF;
        AtaDrive drive = selected();
        if (register == STATUS && drive != null) {
            drive.execute(value & 0xFF, lba(), registers[COUNT]);
        }
    }

    private @Nullable AtaDrive selected() {
        return (registers[DEVICE] & SECOND_DRIVE) == 0 ? first : second;
    }

    private int lba() {
        return registers[LBA_LOW]
                | registers[LBA_LOW + 1] << 8
                | registers[LBA_LOW + 2] << 16
                | (registers[DEVICE] & LBA_TOP_BITS) << 24;
    }
}
