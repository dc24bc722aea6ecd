package dev.sevsim.ovmf.bds;

import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_ERROR;
import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_KEY_SHIFT;
import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_READ;
import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_SELECT;
import static dev.sevsim.abi.device.FwCfgRegisters.DMA_HIGH;
import static dev.sevsim.abi.device.FwCfgRegisters.DMA_LOW;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.EfiStatus;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import dev.sevsim.ovmf.dxe.BlobDigest;
import dev.sevsim.ovmf.dxe.DxeCore;
import dev.sevsim.ovmf.dxe.IoMmu;
import dev.sevsim.ovmf.dxe.IoMmu.Operation;
import dev.sevsim.ovmf.pei.FwCfg;
import java.util.OptionalLong;

/**
 * Bulk reads from fw_cfg into private memory: by DMA through the IOMMU protocol, or by port I/O when the device has no
 * DMA.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}; docs/reference/ovmf-guest.md sections 11.6 and 11.7.
 *
 * @param written sees what was read, as it was written to private memory
 */
record FwCfgReader(DxeCore core, FwCfg fwCfg, BlobDigest written) {
    private static final int CHUNK = 1 << 20;

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
        IoMmu ioMmu = core.ioMmu();
        OptionalLong request = ioMmu.allocateBuffer(1);
        if (request.isEmpty()) {
            return EfiStatus.OUT_OF_RESOURCES;
        }
        IoMmu.Mapping window = ioMmu.map(Operation.COMMON_BUFFER, request.getAsLong(), FwCfgDmaAccess.SIZE)
                .orElseThrow();
        long status = readByDma(window, key, target, size, chunk);
        ioMmu.unmap(window);
        ioMmu.freeBuffer(request.getAsLong(), 1);
        return status;
    }

    private long readByDma(IoMmu.Mapping request, int key, long target, long size, int chunk) {
        int control = (key << CONTROL_KEY_SHIFT) | CONTROL_SELECT | CONTROL_READ;
        for (long done = 0; done < size; done += chunk) {
            int part = (int) Math.min(chunk, size - done);
            requireMemory(target + done, part);
            IoMmu.Mapping data = core.ioMmu()
                    .map(Operation.BUS_MASTER_WRITE, target + done, part)
                    .orElse(null);
            if (data == null) {
                return EfiStatus.OUT_OF_RESOURCES;
            }
            boolean transferred = transfer(request, control, data);
            written.update(core.ioMmu().receive(data));
            if (!transferred) {
                return EfiStatus.DEVICE_ERROR;
            }
            control = CONTROL_READ;
        }
        return EfiStatus.SUCCESS;
    }

    /** One request; the device answers in the request's own bytes. */
    private boolean transfer(IoMmu.Mapping request, int control, IoMmu.Mapping data) {
        long address = request.deviceAddress();
        core.memory().writeShared(address, new FwCfgDmaAccess(control, data.length(), data.deviceAddress()).encode());
        core.memory().cpu().out(DMA_HIGH, 4, Integer.reverseBytes((int) (address >>> 32)));
        core.memory().cpu().out(DMA_LOW, 4, Integer.reverseBytes((int) address));
        Bytes answer = core.memory().readShared(address, FwCfgDmaAccess.SIZE);
        int result = FwCfgDmaAccess.CODEC.decode(answer).control();
        if (result != 0 && (result & CONTROL_ERROR) == 0) {
            // Real OVMF polls for ever; the device works while the OUT is intercepted, so nothing will change.
            throw core.memory().cpu().deadLoop();
        }
        return result == 0;
    }

    /** A size that wrapped makes parts run past their buffer; where memory ends the write faults. */
    private void requireMemory(long address, int length) {
        if (!core.map().isMemory(address, length)) {
            throw core.memory().cpu().deadLoop();
        }
    }

    private void readByPorts(int key, long target, long size, int chunk) {
        fwCfg.select(key);
        for (long done = 0; done < size; done += chunk) {
            int part = (int) Math.min(chunk, size - done);
            requireMemory(target + done, part);
            Bytes piece = fwCfg.readMore(part);
            core.memory().write(target + done, piece);
            written.update(piece);
        }
    }
}
