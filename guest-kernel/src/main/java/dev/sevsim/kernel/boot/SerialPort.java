package dev.sevsim.kernel.boot;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.cpu.GuestCpu;
import java.io.ByteArrayOutputStream;

/** The first serial port, a 16550. */
final class SerialPort {
    private static final int DATA = 0x3F8;
    private static final int LINE_STATUS = 0x3FD;
    private static final int DATA_READY = 1;

    private final GuestCpu cpu;

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

    boolean hasInput() {
        return (cpu.in(LINE_STATUS, 1) & DATA_READY) != 0;
    }

    /** The next byte received; ask {@link #hasInput} first. */
    int read() {
        return cpu.in(DATA, 1) & 0xFF;
    }
}
