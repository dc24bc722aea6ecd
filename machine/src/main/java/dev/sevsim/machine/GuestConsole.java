package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.ConsoleSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;

/** Session at the guest's serial console: types prepared lines and keyboard input, and keeps the output. */
final class GuestConsole implements ConsoleSession {
    private final LaunchListener listener;
    private final Queue<String> lines = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder printed = new StringBuilder();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ReturnFilter text = new ReturnFilter(line::write);
    private byte[] typed = new byte[0];
    private int at;

    GuestConsole(LaunchListener listener) {
        this.listener = listener;
    }

    @Override
    public void printed(int value) {
        sent.write(value);
        text.accept(value);
        if (value == '\n') {
            handOn();
        }
    }

    @Override
    public boolean hasInput() {
        return at < typed.length || !lines.isEmpty();
    }

    @Override
    public OptionalInt nextInput() {
        if (at == typed.length) {
            String next = lines.poll();
            if (next == null) {
                return OptionalInt.empty();
            }
            typed = (next + "\n").getBytes(StandardCharsets.UTF_8);
            at = 0;
        }
        return OptionalInt.of(typed[at++] & 0xFF);
    }

    /** Types another line after what is left to type. */
    void type(String typedLine) {
        lines.add(typedLine);
    }

    /** Waits for input from a keyboard; false at its end. */
    boolean waitForInput(Keyboard keyboard) {
        handOn();
        try {
            Optional<Bytes> input = keyboard.read();
            input.ifPresent(bytes -> {
                typed = bytes.toArray();
                at = 0;
            });
            return input.isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("standard input", e);
        }
    }

    /** Every byte that the serial port sent, carriage returns included. */
    Bytes bytes() {
        return Bytes.copyOf(sent.toByteArray());
    }

    /** Everything that was printed, as text in UTF-8 with the line ends of a file. */
    String transcript() {
        handOn();
        return printed.toString();
    }

    private void handOn() {
        text.flush();
        if (line.size() > 0) {
            Bytes output = Bytes.copyOf(line.toByteArray());
            printed.append(line.toString(StandardCharsets.UTF_8));
            line.reset();
            listener.guestPrinted(output);
        }
    }
}
