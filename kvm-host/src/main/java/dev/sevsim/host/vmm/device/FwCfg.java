package dev.sevsim.host.vmm.device;

import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_ERROR;
import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_READ;
import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_SELECT;
import static dev.sevsim.abi.device.FwCfgRegisters.DATA;
import static dev.sevsim.abi.device.FwCfgRegisters.DMA_HIGH;
import static dev.sevsim.abi.device.FwCfgRegisters.DMA_LOW;
import static dev.sevsim.abi.device.FwCfgRegisters.SELECTOR;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import java.util.Map;
import java.util.Optional;

/**
 * fw_cfg: selector at 0x510, data at 0x511, DMA at 0x514 (high half) and 0x518 (low half, starts it), both big-endian.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}.
 */
public final class FwCfg implements IoDevice {
    private static final Bytes DMA_SIGNATURE = Bytes.ofAscii("QEMU CFG");

    private static final int CONTROL_SKIP = 1 << 2;
    private static final int CONTROL_WRITE = 1 << 4;

    /** Bytes moved to guest memory at a time. */
    private static final int PIECE = 1 << 20;

    private Map<Integer, Bytes> items;
    private final GuestDma memory;
    private Bytes selected = Bytes.EMPTY;
    private long offset;
    private int dmaHigh;

    /** Serves {@code items}; DMA goes to {@code memory}. */
    public FwCfg(FwCfgItems items, GuestDma memory) {
        this.items = items.bySelector();
        this.memory = memory;
        select(0);
    }

    /** Serves other items from the next selection on. */
    public void offer(FwCfgItems others) {
        items = others.bySelector();
    }

    @Override
    public PortRange ports() {
        return new PortRange(SELECTOR, DMA_LOW + 3);
    }

    @Override
    public int read(int port, int widthBytes) {
        if (port == DATA) {
            return nextByte();
        }
        if (port >= DMA_HIGH && port + widthBytes <= DMA_LOW + 4) {
            Bytes part = DMA_SIGNATURE.slice(port - DMA_HIGH, port - DMA_HIGH + widthBytes);
            return part.paddedTo(Integer.BYTES).asLittleEndian().getInt();
        }
        return 0;
    }

    @Override
    public void write(int port, int widthBytes, int value) {
        if (port == SELECTOR && widthBytes == 2) {
            select(value & 0xFFFF);
        } else if (port == DMA_HIGH && widthBytes == 4) {
            dmaHigh = Integer.reverseBytes(value);
        } else if (port == DMA_LOW && widthBytes == 4) {
            long address = (long) dmaHigh << 32 | Integer.toUnsignedLong(Integer.reverseBytes(value));
            dmaHigh = 0;
            transfer(new GuestPhysical(address));
        }
    }

    private void select(int key) {
        selected = items.getOrDefault(key, Bytes.EMPTY);
        offset = 0;
    }

    /** Past the end an item reads as zero. */
    private int nextByte() {
        return offset < selected.length() ? selected.u8((int) offset++) : 0;
    }

    private void transfer(GuestPhysical at) {
        Optional<FwCfgDmaAccess> request = memory.read(at, FwCfgDmaAccess.SIZE).map(FwCfgDmaAccess.CODEC::decode);
        int control = request.map(this::perform).orElse(CONTROL_ERROR);
        memory.write(at, Bytes.u32Le(Integer.reverseBytes(control)));
    }

    /** Returns the contents of the control field afterwards: 0 or the error bit. */
    private int perform(FwCfgDmaAccess access) {
        int control = access.control();
        if ((control & CONTROL_SELECT) != 0) {
            select(control >>> 16);
        }
        long length = Integer.toUnsignedLong(access.length());
        if ((control & CONTROL_READ) != 0) {
            return copyOut(access.address(), length) ? 0 : CONTROL_ERROR;
        }
        if ((control & CONTROL_WRITE) != 0) {
            return CONTROL_ERROR;
        }
        if ((control & CONTROL_SKIP) != 0) {
            offset += length;
        }
        return 0;
    }

    private boolean copyOut(long address, long length) {
        for (long done = 0; done < length; ) {
            int piece = (int) Math.min(PIECE, length - done);
            if (!memory.write(new GuestPhysical(address + done), take(piece))) {
                return false;
            }
            done += piece;
        }
        return true;
    }

    private Bytes take(int length) {
        long end = Math.min(offset + length, selected.length());
        Bytes available = offset < end ? selected.slice((int) offset, (int) end) : Bytes.EMPTY;
        offset += length;
        return available.paddedTo(length);
    }
}
