package dev.sevsim.ovmf;

import dev.sevsim.abi.Bytes;
import dev.sevsim.testkit.guest.FakeCpu;

/** A disk on the first ATA channel, for tests. */
@SuppressWarnings("exports") // tests are patched into the module, whose users do not see this class
public final class FakeAtaDisk implements FakeCpu.Ports {
    private final Bytes content;
    private final int[] registers = new int[8];
    private Bytes data = Bytes.EMPTY;
    private int position;
    public boolean fails;

    public FakeAtaDisk(FakeCpu cpu, Bytes content) {
        this.content = content;
        cpu.plug(this);
    }

    @Override
    public boolean handles(int port) {
        return port >= 0x1F0 && port <= 0x1F7;
    }

    @Override
    public int in(int port, int widthBytes) {
        if (port == 0x1F7) {
            return fails ? 0x41 : position < data.length() ? 0x48 : 0x40;
        }
        return port == 0x1F0 && position < data.length() ? data.u8(position++) : 0;
    }

    @Override
    public void out(int port, int widthBytes, int value) {
        registers[port - 0x1F0] = value;
        if (port == 0x1F7 && value == 0xEC) {
            present(identity());
        } else if (port == 0x1F7 && value == 0x20) {
            int count = registers[2] == 0 ? 256 : registers[2];
            int lba = registers[3] | (registers[4] << 8) | (registers[5] << 16) | ((registers[6] & 0xF) << 24);
            present(content.slice(lba * 512, (lba + count) * 512));
        }
    }

    private void present(Bytes newData) {
        data = newData;
        position = 0;
    }

    private Bytes identity() {
        byte[] raw = new byte[512];
        Bytes.u32Le(content.length() / 512).copyTo(raw, 120);
        return Bytes.copyOf(raw);
    }
}
