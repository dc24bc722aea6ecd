package dev.sevsim.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.kernel.machine.KernelCpu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerialPortTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 13, 14, 15, 27, 28, 100})
    void readsEveryByteOnceAndInOrder(int count) {
        KernelCpu cpu = new KernelCpu();
        String text = "0123456789".repeat(10).substring(0, count);
        cpu.type(text);
        SerialPort port = new SerialPort(cpu);
        port.open();

        StringBuilder read = new StringBuilder();
        while (port.hasInput()) {
            read.append((char) port.read());
        }

        assertThat(read).hasToString(text);
    }
}
