package dev.sevsim.host.vmm.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PortBusTest {
    private final PortBus bus = new PortBus();

    /** Four ports that count reads and keep the last write. */
    private static final class Register implements IoDevice {
        private final int first;
        private int reads;
        private int written;

        private Register(int first) {
            this.first = first;
        }

        @Override
        public PortRange ports() {
            return new PortRange(first, first + 3);
        }

        @Override
        public int read(int port, int widthBytes) {
            return 0x01020300 + reads++;
        }

        @Override
        public void write(int port, int widthBytes, int value) {
            written = value;
        }
    }

    @Test
    void readsAStringOfWordsLeastSignificantByteFirst() {
        bus.attach(new Register(0x80));
        byte[] target = new byte[4];

        bus.read(0x83, 2, target);

        assertThat(target).containsExactly(0x00, 0x03, 0x01, 0x03);
    }

    @Test
    void writesEachAccessOfAString() {
        Register register = new Register(0x80);
        bus.attach(register);

        bus.write(0x80, 4, new byte[] {1, 2, 3, 4, (byte) 0xFE, 6, 7, 8});

        assertThat(register.written).isEqualTo(0x080706FE);
    }

    @Test
    void readsAllOnesWithoutADevice() {
        bus.attach(new Register(0x80));
        byte[] target = new byte[2];

        bus.read(0x84, 1, target);
        bus.write(0x7F, 1, target);

        assertThat(target).containsExactly(0xFF, 0xFF);
    }

    @Test
    void refusesOverlappingDevices() {
        bus.attach(new Register(0x80));
        bus.attach(new Register(0x84));

        assertThatThrownBy(() -> bus.attach(new Register(0x7D))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bus.attach(new Register(0x83))).isInstanceOf(IllegalArgumentException.class);
    }
}
