package dev.sevsim.host.vmm.device;

import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * A 16550A UART at the first serial port's address, polled; it sends at once.
 *
 * <p>With the FIFO on, the interrupt identification shows that received data has reached the trigger level, so that a driver may read as many bytes without reading the line status in between. Source: the 16550A's data sheet.
 */
public final class SerialPort implements IoDevice {
    private static final int BASE = 0x3F8;
    private static final int DATA = 0;
    private static final int INTERRUPT_ENABLE = 1;
    private static final int INTERRUPT_IDENTIFICATION = 2;
    private static final int FIFO_CONTROL = 2;
    private static final int LINE_CONTROL = 3;
    private static final int LINE_STATUS = 5;
    private static final int MODEM_STATUS = 6;
    private static final int DIVISOR_LATCH = 0x80;
    private static final int NO_INTERRUPT = 0x01;
    private static final int RECEIVED_DATA = 0x04;
    private static final int CHARACTER_TIMEOUT = 0x0C;
    private static final int FIFO_ON = 0xC0;
    private static final int ENABLE_FIFO = 0x01;
    private static final int CLEAR_RECEIVER = 0x02;
    private static final int ENABLE_RECEIVED_DATA = 0x01;
    private static final int FIFO_SIZE = 16;
    private static final int TRIGGER_SHIFT = 6;
    private static final int[] TRIGGER_LEVELS = {1, 4, 8, 14};
    private static final int DATA_READY = 0x01;
    private static final int TRANSMITTER_EMPTY = 0x60;
    private static final int CARRIER_CTS_DSR = 0xB0;

    private final IntConsumer output;
    private final Supplier<OptionalInt> input;
    private final int[] registers = new int[8];
    private final int[] divisor = new int[2];
    private final Queue<Integer> received = new ArrayDeque<>(FIFO_SIZE);
    private int fifoControl;

    /** Sends to {@code output} and receives from {@code input}. */
    public SerialPort(IntConsumer output, Supplier<OptionalInt> input) {
        this.output = output;
        this.input = input;
    }

    @Override
    public PortRange ports() {
        return new PortRange(BASE, BASE + 7);
    }

    @Override
    public int read(int port, int widthBytes) {
        int register = port - BASE;
        if (register <= INTERRUPT_ENABLE && divisorSelected()) {
            return divisor[register];
        }
        return switch (register) {
            case DATA -> receive();
            case INTERRUPT_IDENTIFICATION -> interrupt();
            case LINE_STATUS -> TRANSMITTER_EMPTY | (dataReady() ? DATA_READY : 0);
            case MODEM_STATUS -> CARRIER_CTS_DSR;
            default -> registers[register];
        };
    }

    @Override
    public void write(int port, int widthBytes, int value) {
        int register = port - BASE;
        if (register <= INTERRUPT_ENABLE && divisorSelected()) {
            divisor[register] = value & 0xFF;
        } else if (register == DATA) {
            output.accept(value & 0xFF);
        } else if (register == FIFO_CONTROL) {
            controlFifo(value & 0xFF);
        } else {
            registers[register] = value & 0xFF;
        }
    }

    private boolean divisorSelected() {
        return (registers[LINE_CONTROL] & DIVISOR_LATCH) != 0;
    }

    private boolean fifoIsOn() {
        return (fifoControl & ENABLE_FIFO) != 0;
    }

    /** Turning the FIFO on or off empties it. */
    private void controlFifo(int value) {
        if ((value & CLEAR_RECEIVER) != 0 || ((value ^ fifoControl) & ENABLE_FIFO) != 0) {
            received.clear();
        }
        fifoControl = value;
    }

    private int interrupt() {
        int mode = fifoIsOn() ? FIFO_ON : 0;
        if ((registers[INTERRUPT_ENABLE] & ENABLE_RECEIVED_DATA) == 0 || !dataReady()) {
            return mode | NO_INTERRUPT;
        }
        boolean triggered = !fifoIsOn() || received.size() >= TRIGGER_LEVELS[fifoControl >>> TRIGGER_SHIFT];
        return mode | (triggered ? RECEIVED_DATA : CHARACTER_TIMEOUT);
    }

    /** Receives bytes as far as there is room. */
    private boolean dataReady() {
        int room = fifoIsOn() ? FIFO_SIZE : 1;
        while (received.size() < room) {
            OptionalInt next = input.get();
            if (next.isEmpty()) {
                break;
            }
            received.add(next.getAsInt());
        }
        return !received.isEmpty();
    }

    private int receive() {
        return dataReady() ? received.remove() : 0;
    }
}
