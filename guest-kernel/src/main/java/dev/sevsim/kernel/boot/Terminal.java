package dev.sevsim.kernel.boot;

import dev.sevsim.bus.cpu.GuestCpu;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The line discipline of the console: echo, erase, interrupt, end of file. */
final class Terminal {
    private static final int INTERRUPT = 3;
    private static final int END_OF_FILE = 4;
    private static final int BACKSPACE = 8;
    private static final int KILL = 21;
    private static final int DELETE = 127;
    private static final byte[] ERASED = "\b \b".getBytes(StandardCharsets.US_ASCII);
    /** Longest line, as for a real terminal. */
    private static final int MAXIMUM_LINE = 4095;

    private final GuestCpu cpu;
    private final SerialPort port;
    private final Power power;
    private final Runnable idle;
    private final ByteArrayOutputStream echo = new ByteArrayOutputStream();

    /** {@code idle} is done before and after each halt. */
    Terminal(GuestCpu cpu, SerialPort port, Power power, Runnable idle) {
        this.idle = idle;
        this.cpu = cpu;
        this.port = port;
        this.power = power;
    }

    void write(String text) {
        port.write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] text) {
        port.write(text);
    }

    /** The next line without its end; empty at end of file or when the power button was pressed. */
    Optional<String> readLine() {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!port.hasInput()) {
                flushEcho();
                if (power.buttonPressed()) {
                    return Optional.empty();
                }
                idle.run();
                cpu.halt();
                idle.run();
                continue;
            }
            int c = port.read();
            if (c == '\n' || c == '\r') {
                echo.write('\n');
                flushEcho();
                return Optional.of(decode(line));
            }
            if (c == END_OF_FILE && line.isEmpty()) {
                flushEcho();
                return Optional.empty();
            }
            if (c == INTERRUPT) {
                echo.writeBytes("^C\n".getBytes(StandardCharsets.US_ASCII));
                flushEcho();
                return Optional.of("");
            }
            edit(line, c);
        }
    }

    /** The line holds bytes, one to a character, until it is complete. */
    private void edit(StringBuilder line, int c) {
        if (c == BACKSPACE || c == DELETE || c == KILL) {
            int count = c == KILL ? line.length() : Math.min(1, line.length());
            for (int i = 0; i < count; i++) {
                echo.writeBytes(ERASED);
            }
            line.setLength(line.length() - count);
        } else if (line.length() < MAXIMUM_LINE && (c >= ' ' || c == '\t')) {
            echo.write(c);
            line.append((char) c);
        }
    }

    private static String decode(StringBuilder line) {
        return new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private void flushEcho() {
        port.write(echo.toByteArray());
        echo.reset();
    }
}
