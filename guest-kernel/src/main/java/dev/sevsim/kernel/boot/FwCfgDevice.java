package dev.sevsim.kernel.boot;

import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_ERROR;
import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_KEY_SHIFT;
import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_READ;
import static dev.sevsim.abi.device.FwCfgRegisters.CONTROL_SELECT;
import static dev.sevsim.abi.device.FwCfgRegisters.DATA;
import static dev.sevsim.abi.device.FwCfgRegisters.DMA_HIGH;
import static dev.sevsim.abi.device.FwCfgRegisters.DMA_LOW;
import static dev.sevsim.abi.device.FwCfgRegisters.FEATURE_DMA;
import static dev.sevsim.abi.device.FwCfgRegisters.INTERFACE;
import static dev.sevsim.abi.device.FwCfgRegisters.SELECTOR;
import static dev.sevsim.abi.device.FwCfgRegisters.SIGNATURE;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import dev.sevsim.bus.cpu.GuestCpu;
import dev.sevsim.kernel.memory.BounceBuffers;
import dev.sevsim.kernel.memory.BounceBuffers.Direction;
import dev.sevsim.kernel.memory.BounceBuffers.Mapping;
import dev.sevsim.kernel.memory.PhysicalMemory;
import java.util.Optional;

/**
 * The board's firmware configuration device, read by DMA: request and data both pass through bounce buffers.
 *
 * <p>Source: QEMU documentation {@code docs/specs/fw_cfg.rst}; docs/reference/guest-kernel.md section 10.
 *
 * @param buffer address of the page that this driver alone uses
 */
record FwCfgDevice(GuestCpu cpu, PhysicalMemory memory, BounceBuffers bounce, long buffer) {
    private static final Bytes EXPECTED = Bytes.ofAscii("QEMU");

    /** The u32 of the interface item, by DMA; empty without the device or its DMA interface. */
    Optional<Integer> revision() {
        if (!byPort(SIGNATURE).equals(EXPECTED)
                || (byPort(INTERFACE).asLittleEndian().getInt() & FEATURE_DMA) == 0) {
            return Optional.empty();
        }
        return read(INTERFACE, Integer.BYTES).map(item -> item.asLittleEndian().getInt());
    }

    private Bytes byPort(int key) {
        cpu.out(SELECTOR, 2, key);
        return cpu.inBytes(DATA, Integer.BYTES);
    }

    /** Reads an item by DMA; empty when the device reports an error. */
    Optional<Bytes> read(int key, int length) {
        long data = buffer + FwCfgDmaAccess.SIZE;
        Mapping target = bounce.map(data, length, Direction.FROM_DEVICE).orElseThrow();
        int control = key << CONTROL_KEY_SHIFT | CONTROL_SELECT | CONTROL_READ;
        memory.write(buffer, new FwCfgDmaAccess(control, length, target.deviceAddress()).encode());
        Mapping request =
                bounce.map(buffer, FwCfgDmaAccess.SIZE, Direction.BIDIRECTIONAL).orElseThrow();
        cpu.out(DMA_HIGH, Integer.BYTES, Integer.reverseBytes((int) (request.deviceAddress() >>> Integer.SIZE)));
        cpu.out(DMA_LOW, Integer.BYTES, Integer.reverseBytes((int) request.deviceAddress()));
        bounce.unmap(request);
        bounce.unmap(target);
        int answer = FwCfgDmaAccess.CODEC
                .decode(memory.read(buffer, FwCfgDmaAccess.SIZE))
                .control();
        return (answer & CONTROL_ERROR) != 0 || answer == control
                ? Optional.empty()
                : Optional.of(memory.read(data, length));
    }
}
