package dev.sevsim.kernel.boot;

import static dev.sevsim.abi.device.UartRegisters.CAUSE_RECEIVED_DATA;
import static dev.sevsim.abi.device.UartRegisters.CAUSE_TIMEOUT;
import static dev.sevsim.abi.device.UartRegisters.DATA;
import static dev.sevsim.abi.device.UartRegisters.ENABLE_RECEIVED_DATA;
import static dev.sevsim.abi.device.UartRegisters.FIFO_ON;
import static dev.sevsim.abi.device.UartRegisters.INTERRUPT_ENABLE;
import static dev.sevsim.abi.device.UartRegisters.INTERRUPT_IDENTIFICATION;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;
import java.io.ByteArrayOutputStream;

/**
 * The first serial port, a 16550A with its FIFO on.
 *
 * <p>Received data is read in runs: at the trigger level that many bytes are there, and after a time-out one is.
 * Source: the 16550A's data sheet.
 */
final class SerialPort {
    private static final int FIFO_TRIGGERED_AT_14 = 0xC1;
    private static final int TRIGGER_LEVEL = 14;
    private static final int FIFO_AND_CAUSE = FIFO_ON | 0x0F;

    private final GuestCpu cpu;
    private Bytes received = Bytes.EMPTY;
    private int next;

    SerialPort(GuestCpu cpu) {
        this.cpu = cpu;
    }

    /** Sends text as a terminal line does: a carriage return before every line feed. */
    void write(byte[] text) {
        if (text.length == 0) {
            return;
        }
        ByteArrayOutputStream sent = new ByteArrayOutputStream(text.length + 16);
        for (byte b : text) {
            if (b == '\n') {
                sent.write('\r');
            }
            sent.write(b);
        }
        cpu.outBytes(DATA, Bytes.copyOf(sent.toByteArray()));
    }

    /** Prepares the receiver, as opening the terminal does. */
    void open() {
        cpu.out(INTERRUPT_IDENTIFICATION, 1, FIFO_TRIGGERED_AT_14);
        cpu.out(INTERRUPT_ENABLE, 1, ENABLE_RECEIVED_DATA);
    }

    boolean hasInput() {
        if (next == received.length()) {
            received = receive();
            next = 0;
        }
        return !received.isEmpty();
    }

    /** The next byte received; ask {@link #hasInput} first. */
    int read() {
        return received.u8(next++);
    }

    private Bytes receive() {
        int cause = cpu.in(INTERRUPT_IDENTIFICATION, 1) & FIFO_AND_CAUSE;
        if (cause == (FIFO_ON | CAUSE_RECEIVED_DATA)) {
            return cpu.inBytes(DATA, TRIGGER_LEVEL);
        }
        return cause == (FIFO_ON | CAUSE_TIMEOUT) ? cpu.inBytes(DATA, 1) : Bytes.EMPTY;
    }
}
