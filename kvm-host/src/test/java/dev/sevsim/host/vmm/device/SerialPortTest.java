package dev.sevsim.host.vmm.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerialPortTest {
    private static final int DATA = 0x3F8;
    private static final int INTERRUPT_ENABLE = 0x3F9;
    private static final int INTERRUPT_IDENTIFICATION = 0x3FA;
    private static final int FIFO_CONTROL = 0x3FA;
    private static final int LINE_STATUS = 0x3FD;

    private final List<Integer> sent = new ArrayList<>();
    private final Queue<Integer> typed = new ArrayDeque<>();
    private final SerialPort port = new SerialPort(sent::add, this::next);

    private OptionalInt next() {
        Integer value = typed.poll();
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private void type(int count) {
        for (int i = 0; i < count; i++) {
            typed.add('a' + i);
        }
    }

    private int read(int address) {
        return port.read(address, 1);
    }

    private void write(int address, int value) {
        port.write(address, 1, value);
    }

    private void typeIntoFifo(int control, int count) {
        write(FIFO_CONTROL, control);
        type(count);
    }

    @Test
    void holdsOneByteWithoutFifo() {
        type(3);

        assertThat(read(LINE_STATUS)).isEqualTo(0x61);
        assertThat(typed).hasSize(2);
        assertThat(read(DATA)).isEqualTo('a');
        assertThat(read(DATA)).isEqualTo('b');
        assertThat(read(DATA)).isEqualTo('c');
        assertThat(read(LINE_STATUS)).isEqualTo(0x60);
        assertThat(read(DATA)).isZero();
    }

    @Test
    void holdsSixteenBytesWithFifo() {
        typeIntoFifo(0x01, 20);

        assertThat(read(LINE_STATUS)).isEqualTo(0x61);
        assertThat(typed).hasSize(4);
        for (int i = 0; i < 20; i++) {
            assertThat(read(DATA)).isEqualTo('a' + i);
        }
        assertThat(read(LINE_STATUS)).isEqualTo(0x60);
    }

    @ParameterizedTest
    @CsvSource({"0x01, 1", "0x41, 4", "0x81, 8", "0xC1, 14"})
    void reportsReceivedDataAtTheTriggerLevel(String control, int level) {
        write(FIFO_CONTROL, Integer.decode(control));
        write(INTERRUPT_ENABLE, 0x01);

        assertThat(read(INTERRUPT_IDENTIFICATION)).isEqualTo(0xC1);
        type(level - 1);
        assertThat(read(INTERRUPT_IDENTIFICATION)).isEqualTo(level == 1 ? 0xC1 : 0xCC);
        type(1);
        assertThat(read(INTERRUPT_IDENTIFICATION)).isEqualTo(0xC4);
        read(DATA);
        assertThat(read(INTERRUPT_IDENTIFICATION)).isEqualTo(level == 1 ? 0xC1 : 0xCC);
    }

    @Test
    void reportsReceivedDataForOneByteWithoutFifo() {
        write(INTERRUPT_ENABLE, 0x01);
        type(1);

        assertThat(read(INTERRUPT_IDENTIFICATION)).isEqualTo(0x04);
    }

    @Test
    void reportsNoInterruptWhileItIsDisabled() {
        typeIntoFifo(0xC1, 16);

        assertThat(read(INTERRUPT_IDENTIFICATION)).isEqualTo(0xC1);
        assertThat(typed).hasSize(16);
    }

    @ParameterizedTest
    @CsvSource({"0x03", "0x00"})
    void dropsReceivedBytesWhenTheFifoIsClearedOrTurnedOff(String control) {
        typeIntoFifo(0x01, 16);
        assertThat(read(LINE_STATUS)).isEqualTo(0x61);

        write(FIFO_CONTROL, Integer.decode(control));

        assertThat(read(LINE_STATUS)).isEqualTo(0x60);
    }

    @Test
    void sendsAtOnceInEveryMode() {
        write(DATA, 'x');
        write(FIFO_CONTROL, 0xC1);
        write(DATA, 0x1FF);

        assertThat(sent).containsExactly((int) 'x', 0xFF);
    }
}
