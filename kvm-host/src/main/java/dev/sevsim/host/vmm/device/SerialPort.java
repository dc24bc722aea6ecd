package dev.sevsim.host.vmm.device;

import static dev.sevsim.abi.device.UartRegisters.CAUSE_RECEIVED_DATA;
import static dev.sevsim.abi.device.UartRegisters.CAUSE_TIMEOUT;
import static dev.sevsim.abi.device.UartRegisters.DATA;
import static dev.sevsim.abi.device.UartRegisters.ENABLE_RECEIVED_DATA;
import static dev.sevsim.abi.device.UartRegisters.FIFO_ON;
import static dev.sevsim.abi.device.UartRegisters.INTERRUPT_ENABLE;
import static dev.sevsim.abi.device.UartRegisters.INTERRUPT_IDENTIFICATION;

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
    private static final int LINE_CONTROL = DATA + 3;
    private static final int LINE_STATUS = DATA + 5;
    private static final int MODEM_STATUS = DATA + 6;
    private static final int DIVISOR_LATCH = 0x80;
    private static final int NO_INTERRUPT = 0x01;
    private static final int ENABLE_FIFO = 0x01;
    private static final int CLEAR_RECEIVER = 0x02;
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
        return new PortRange(DATA, DATA + 7);
    }

    @Override
    public int read(int port, int widthBytes) {
        if (port <= INTERRUPT_ENABLE && divisorSelected()) {
            return divisor[port - DATA];
        }
        return switch (port) {
            case DATA -> receive();
            case INTERRUPT_IDENTIFICATION -> interrupt();
            case LINE_STATUS -> TRANSMITTER_EMPTY | (dataReady() ? DATA_READY : 0);
            case MODEM_STATUS -> CARRIER_CTS_DSR;
            default -> register(port);
        };
    }

    @Override
    public void write(int port, int widthBytes, int value) {
        if (port <= INTERRUPT_ENABLE && divisorSelected()) {
            divisor[port - DATA] = value & 0xFF;
        } else if (port == DATA) {
            output.accept(value & 0xFF);
        } else if (port == INTERRUPT_IDENTIFICATION) {
            controlFifo(value & 0xFF);
        } else {
            registers[port - DATA] = value & 0xFF;
        }
    }

    private int register(int port) {
        return registers[port - DATA];
    }

    private boolean divisorSelected() {
        return (register(LINE_CONTROL) & DIVISOR_LATCH) != 0;
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
        if ((register(INTERRUPT_ENABLE) & ENABLE_RECEIVED_DATA) == 0 || !dataReady()) {
            return mode | NO_INTERRUPT;
        }
        boolean triggered = !fifoIsOn() || received.size() >= TRIGGER_LEVELS[fifoControl >>> TRIGGER_SHIFT];
        return mode | (triggered ? CAUSE_RECEIVED_DATA : CAUSE_TIMEOUT);
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
