package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.uapi.E820Type;
import dev.sevsim.host.vmm.GuestMemory.Block;
import dev.sevsim.host.vmm.device.AtaChannel;
import dev.sevsim.host.vmm.device.FwCfg;
import dev.sevsim.host.vmm.device.FwCfgItems;
import dev.sevsim.host.vmm.device.GuestDma;
import dev.sevsim.host.vmm.device.PortBus;
import dev.sevsim.host.vmm.device.PowerManagement;
import dev.sevsim.host.vmm.device.ResetControl;
import dev.sevsim.host.vmm.device.SerialPort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The board that the VMM emulates: its devices and the console session at its serial port. */
final class Board {
    private final PortBus ports = new PortBus();
    private final PowerManagement power = new PowerManagement();
    private final ResetControl resetControl = new ResetControl();
    private final FwCfgItems items;
    private final FwCfg fwCfg;
    private @Nullable ConsoleSession console;

    Board(VmmConfig config, GuestMemory memory) {
        ports.attach(new SerialPort(this::print, this::typed));
        items = items(config, memory);
        fwCfg = new FwCfg(items, dma(memory));
        ports.attach(fwCfg);
        ports.attach(power);
        ports.attach(resetControl);
        if (!config.disks().isEmpty()) {
            ports.attach(new AtaChannel(
                    config.disks().get(0), config.disks().stream().skip(1).findFirst()));
        }
    }

    PortBus ports() {
        return ports;
    }

    PowerManagement power() {
        return power;
    }

    ResetControl resetControl() {
        return resetControl;
    }

    /** Resets the devices whose state a guest's firmware does not set up itself. */
    void reset() {
        power.reset();
    }

    /** Replaces the session at the serial port. */
    void connect(ConsoleSession session) {
        console = session;
    }

    Optional<Bytes> firmwareConfiguration(String item) {
        return items.content(item);
    }

    boolean replaceFirmwareConfiguration(String item, Bytes content) {
        boolean replaced = items.replace(item, content);
        fwCfg.offer(items);
        return replaced;
    }

    boolean inputWaits() {
        return console != null && console.hasInput();
    }

    private void print(int value) {
        if (console != null) {
            console.printed(value);
        }
    }

    private OptionalInt typed() {
        return console == null ? OptionalInt.empty() : console.nextInput();
    }

    private static FwCfgItems items(VmmConfig config, GuestMemory memory) {
        FwCfgItems items = new FwCfgItems(config.vcpus());
        config.directBoot().ifPresent(files -> {
            items.kernel(files.kernel());
            items.initrd(files.initrd().orElse(Bytes.EMPTY));
            items.commandLine(files.append().orElse(""));
        });
        items.file("etc/e820", e820(memory.blocks()));
        return items;
    }

    private static Bytes e820(List<Block> blocks) {
        List<Block> ram = blocks.stream().filter(Block::isRam).toList();
        ByteBuffer map = ByteBuffer.allocate(ram.size() * E820Type.RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        ram.forEach(block -> map.putLong(block.base()).putLong(block.size()).putInt(E820Type.RAM.code()));
        byte[] raw = new byte[map.capacity()];
        map.get(0, raw);
        return Bytes.copyOf(raw);
    }

    private static GuestDma dma(GuestMemory memory) {
        return new GuestDma() {
            @Override
            public Optional<Bytes> read(GuestPhysical address, int length) {
                return memory.read(address, length);
            }

            @Override
            public boolean write(GuestPhysical address, Bytes content) {
                return memory.write(address, content);
            }
        };
    }
}
