package dev.sevsim.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.testkit.guest.FakeCpu;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Registers and values are those of the data sheets of the Intel 82371AB and ICH9. */
class PowerManagementBaseTest {
    private final FakeCpu cpu = FakeCpu.plain();
    private final Map<Integer, Integer> configuration = new TreeMap<>();

    /** The ports of PCI configuration space. */
    private final class Configuration implements FakeCpu.Ports {
        private int address;

        @Override
        public boolean handles(int port) {
            return port == 0xCF8 || port == 0xCFC;
        }

        @Override
        public int in(int port, int widthBytes) {
            return configuration.getOrDefault(address, -1);
        }

        @Override
        public void out(int port, int widthBytes, int value) {
            if (port == 0xCF8) {
                address = value;
            } else {
                configuration.put(address, value);
            }
        }
    }

    private boolean set(int hostBridge) {
        configuration.put(0x8000_0000, hostBridge);
        cpu.plug(new Configuration());
        return PowerManagementBase.set(cpu);
    }

    @Test
    void enablesTheRegistersOfI440fx() {
        assertThat(set(0x1237_8086)).isTrue();

        assertThat(configuration)
                .containsEntry(0x8000_0B40, 0x600)
                .containsEntry(0x8000_0B80, 1)
                .hasSize(3);
    }

    @Test
    void enablesTheRegistersOfQ35() {
        assertThat(set(0x29C0_8086)).isTrue();

        assertThat(configuration)
                .containsEntry(0x8000_F840, 0x600)
                .containsEntry(0x8000_F844, 0x80)
                .hasSize(3);
    }

    @Test
    void leavesOtherBoardsAlone() {
        assertThat(set(0x1234_8086)).isFalse();

        assertThat(configuration).hasSize(1);
    }
}
