package dev.sevsim.host.vmm.device;

import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** A 16550 UART at the first serial port's address, polled; it sends at once. */
public final class SerialPort implements IoDevice {
    private static final int BASE = 0x3F8;
    private static final int DATA = 0;
    private static final int INTERRUPT_ENABLE = 1;
    private static final int INTERRUPT_IDENTIFICATION = 2;
    private static final int LINE_CONTROL = 3;
    private static final int LINE_STATUS = 5;
    private static final int MODEM_STATUS = 6;
    private static final int DIVISOR_LATCH = 0x80;
    private static final int NO_INTERRUPT = 0x01;
    private static final int DATA_READY = 0x01;
    private static final int TRANSMITTER_EMPTY = 0x60;
    private static final int CARRIER_CTS_DSR = 0xB0;

    private final IntConsumer output;
    private final Supplier<OptionalInt> input;
    private final int[] registers = new int[8];
    private final int[] divisor = new int[2];
    private OptionalInt received = OptionalInt.empty();

    /** Sends to {@code output} and takes what comes in from {@code input}. */
    public SerialPort(IntConsumer output, Supplier<OptionalInt> input) {
        this.output = output;
        this.input = input;
    }

    @Override
    public int firstPort() {
        return BASE;
    }

    @Override
    public int lastPort() {
        return BASE + 7;
    }

    @Override
    public int read(int port, int widthBytes) {
        int register = port - BASE;
        if (register <= INTERRUPT_ENABLE && divisorSelected()) {
            return divisor[register];
        }
        return switch (register) {
            case DATA -> receive();
            case INTERRUPT_IDENTIFICATION -> NO_INTERRUPT;
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
        } else {
            registers[register] = value & 0xFF;
        }
    }

    private boolean divisorSelected() {
        return (registers[LINE_CONTROL] & DIVISOR_LATCH) != 0;
    }

    private boolean dataReady() {
        if (received.isEmpty()) {
            received = input.get();
        }
        return received.isPresent();
    }

    private int receive() {
        int value = dataReady() ? received.getAsInt() : 0;
        received = OptionalInt.empty();
        return value;
    }
}
