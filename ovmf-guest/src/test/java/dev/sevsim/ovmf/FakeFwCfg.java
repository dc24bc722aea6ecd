package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.GuestPhysical;
import dev.sevsim.abi.efi.FwCfgDmaAccess;
import dev.sevsim.bus.memory.Encryption;
import dev.sevsim.testkit.guest.FakeCpu;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** QEMU's fw_cfg device for tests, with port and DMA interface; DMA sees what a device sees: no decryption. */
@SuppressWarnings("exports") // tests are patched into the module, whose users do not see this class
public final class FakeFwCfg implements FakeCpu.Ports {
    private final FakeCpu cpu;
    private final Map<Integer, Bytes> items = new HashMap<>();
    private final Map<String, Bytes> files = new LinkedHashMap<>();
    private int key;
    private int position;
    private int dmaHigh;
    public int dmaTransfers;
    public boolean dmaFails;
    public boolean dmaStalls;

    public FakeFwCfg(FakeCpu cpu) {
        this.cpu = cpu;
        items.put(0x00, Bytes.ofAscii("QEMU"));
        items.put(0x01, Bytes.u32Le(3));
        cpu.plug(this);
    }

    public FakeFwCfg item(int itemKey, Bytes content) {
        items.put(itemKey, content);
        return this;
    }

    FakeFwCfg file(String name, Bytes content) {
        files.put(name, content);
        return this;
    }

    /** {@code etc/e820} with these (start, length, type) triples. */
    public FakeFwCfg e820(long... triples) {
        ByteBuffer b = ByteBuffer.allocate(triples.length / 3 * 20).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < triples.length; i += 3) {
            b.putLong(triples[i]).putLong(triples[i + 1]).putInt((int) triples[i + 2]);
        }
        return file("etc/e820", Bytes.copyOf(b.array()));
    }

    public FakeFwCfg kernel(Bytes kernel, Bytes initrd, Bytes commandLine) {
        int setup = Math.min(512, kernel.length());
        sized(0x17, 0x18, kernel.slice(0, setup));
        sized(0x08, 0x11, kernel.from(setup));
        sized(0x0B, 0x12, initrd);
        return sized(0x14, 0x15, commandLine);
    }

    FakeFwCfg sized(int sizeKey, int dataKey, Bytes content) {
        return item(sizeKey, Bytes.u32Le(content.length())).item(dataKey, content);
    }

    @Override
    public boolean handles(int port) {
        return port >= 0x510 && port < 0x51C;
    }

    @Override
    public int in(int port, int widthBytes) {
        Bytes content = content(key);
        int value = position < content.length() ? content.u8(position) : 0;
        position++;
        return value;
    }

    @Override
    public void out(int port, int widthBytes, int value) {
        if (port == 0x510) {
            select(value);
        } else if (port == 0x514) {
            dmaHigh = Integer.reverseBytes(value);
        } else if (port == 0x518) {
            transfer(((long) dmaHigh << 32) | Integer.toUnsignedLong(Integer.reverseBytes(value)));
        }
    }

    private void select(int newKey) {
        key = newKey;
        position = 0;
    }

    private void transfer(long requestAddress) {
        dmaTransfers++;
        Bytes raw = cpu.read(new GuestPhysical(requestAddress), Encryption.PLAIN, FwCfgDmaAccess.SIZE);
        FwCfgDmaAccess request = FwCfgDmaAccess.CODEC.decode(raw);
        if (dmaStalls) {
            return;
        }
        if ((request.control() & 8) != 0) {
            select(request.control() >>> 16);
        }
        if ((request.control() & 2) != 0) {
            Bytes content = content(key);
            Bytes rest = position < content.length() ? content.from(position) : Bytes.EMPTY;
            Bytes part = rest.length() >= request.length()
                    ? rest.slice(0, request.length())
                    : rest.paddedTo(request.length());
            position += request.length();
            cpu.write(new GuestPhysical(request.address()), Encryption.PLAIN, part);
        }
        cpu.write(
                new GuestPhysical(requestAddress),
                Encryption.PLAIN,
                new FwCfgDmaAccess(dmaFails ? 1 : 0, request.length(), request.address()).encode());
    }

    private Bytes content(int itemKey) {
        if (itemKey == 0x19) {
            return directory();
        }
        int index = itemKey - 0x20;
        if (index >= 0 && index < files.size()) {
            return files.values().stream().skip(index).findFirst().orElseThrow();
        }
        return items.getOrDefault(itemKey, Bytes.EMPTY);
    }

    private Bytes directory() {
        ByteBuffer b = ByteBuffer.allocate(4 + 64 * files.size()).order(ByteOrder.BIG_ENDIAN);
        b.putInt(files.size());
        int index = 0;
        for (Map.Entry<String, Bytes> file : files.entrySet()) {
            b.position(4 + 64 * index);
            b.putInt(file.getValue().length()).putShort((short) (0x20 + index)).putShort((short) 0);
            b.put(file.getKey().getBytes(StandardCharsets.US_ASCII));
            index++;
        }
        return Bytes.copyOf(b.array());
    }
}
