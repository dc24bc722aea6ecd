package dev.sevsim.host.vmm.device;

import static dev.sevsim.abi.device.AtaRegisters.COMMAND;
import static dev.sevsim.abi.device.AtaRegisters.DATA;
import static dev.sevsim.abi.device.AtaRegisters.DEVICE;
import static dev.sevsim.abi.device.AtaRegisters.LBA_HIGH;
import static dev.sevsim.abi.device.AtaRegisters.LBA_LOW;
import static dev.sevsim.abi.device.AtaRegisters.LBA_MID;
import static dev.sevsim.abi.device.AtaRegisters.SECTOR_COUNT;

import dev.sevsim.abi.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The primary ATA channel with one or two drives, which share its registers.
 *
 * <p>An absent drive reads as zero, as when the other drive answers for it. Source: ATA/ATAPI-6.
 */
public final class AtaChannel implements IoDevice {
    private static final int ERROR = DATA + 1;
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
        return new PortRange(DATA, COMMAND);
    }

    @Override
    public int read(int port, int widthBytes) {
        AtaDrive drive = selected();
        if (port == DEVICE) {
            return register(DEVICE);
        }
        if (drive == null) {
            return 0;
        }
        return switch (port) {
            case DATA -> drive.nextData(widthBytes);
            case ERROR -> drive.error();
            case COMMAND -> drive.status();
            default -> register(port);
        };
    }

    @Override
    public void write(int port, int widthBytes, int value) {
        registers[port - DATA] = value & 0xFF;
        AtaDrive drive = selected();
        if (port == COMMAND && drive != null) {
            drive.execute(value & 0xFF, lba(), register(SECTOR_COUNT));
        }
    }

    private int register(int port) {
        return registers[port - DATA];
    }

    private @Nullable AtaDrive selected() {
        return (register(DEVICE) & SECOND_DRIVE) == 0 ? first : second;
    }

    private int lba() {
        return register(LBA_LOW)
                | register(LBA_MID) << 8
                | register(LBA_HIGH) << 16
                | (register(DEVICE) & LBA_TOP_BITS) << 24;
    }
}
