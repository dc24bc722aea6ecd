package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.FwCfgDmaAccess;

/**
 * Bulk reads from fw_cfg into private memory: by DMA through a bounce buffer, or by port I/O when the device has no
 * DMA.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}; ovmf-guest.md sections 11.6 and 11.7.
 */
final class FwCfgReader {
    private static final int DMA_HIGH = 0x514;
    private static final int DMA_LOW = 0x518;
    private static final int CONTROL_ERROR = 1;
    private static final int CONTROL_READ = 1 << 1;
    private static final int CONTROL_SELECT = 1 << 3;
    private static final int CHUNK = 1 << 20;

    private final DxeCore core;
    private final FwCfg fwCfg;

    FwCfgReader(DxeCore core, FwCfg fwCfg) {
        this.core = core;
        this.fwCfg = fwCfg;
    }

    /** Reads the first {@code size} bytes of an item to {@code target}; the answer is an EFI status. */
    long read(int key, long target, long size) {
        if (size == 0) {
            return EfiStatus.SUCCESS;
        }
        int chunk = (int) Math.min(size, CHUNK);
        if (!fwCfg.offersDma()) {
            readByPorts(key, target, size, chunk);
            return EfiStatus.SUCCESS;
        }
        int dataPages = (chunk + MemoryMap.PAGE - 1) / MemoryMap.PAGE;
        BounceBuffer bounce = BounceBuffer.open(core, dataPages + 1).orElse(null);
        if (bounce == null) {
            return EfiStatus.OUT_OF_RESOURCES;
        }
        long status = readByDma(bounce, key, target, size, chunk);
        bounce.close();
        return status;
    }

    private long readByDma(BounceBuffer bounce, int key, long target, long size, int chunk) {
        int control = (key << 16) | CONTROL_SELECT | CONTROL_READ;
        for (long done = 0; done < size; done += chunk) {
            int part = (int) Math.min(chunk, size - done);
            if (!transfer(bounce, control, part)) {
                return EfiStatus.DEVICE_ERROR;
            }
            core.memory().write(target + done, bounce.read(MemoryMap.PAGE, part));
            control = CONTROL_READ;
        }
        return EfiStatus.SUCCESS;
    }

    /** One request; its structure lies in the first page of the buffer, its data behind that page. */
    private boolean transfer(BounceBuffer bounce, int control, int length) {
        long dataAddress = bounce.address() + MemoryMap.PAGE;
        bounce.write(0, new FwCfgDmaAccess(control, length, dataAddress).encode());
        core.memory().cpu().out(DMA_HIGH, 4, Integer.reverseBytes((int) (bounce.address() >>> 32)));
        core.memory().cpu().out(DMA_LOW, 4, Integer.reverseBytes((int) bounce.address()));
        Bytes answer = bounce.read(0, FwCfgDmaAccess.SIZE);
        int result = FwCfgDmaAccess.decode(answer).control();
        if (result != 0 && (result & CONTROL_ERROR) == 0) {
            // Real firmware polls for ever; the device works while the OUT is intercepted, so nothing will change.
            throw core.memory().cpu().deadLoop();
        }
        return result == 0;
    }

    private void readByPorts(int key, long target, long size, int chunk) {
        fwCfg.select(key);
        for (long done = 0; done < size; done += chunk) {
            core.memory().write(target + done, fwCfg.readMore((int) Math.min(chunk, size - done)));
        }
    }
}
