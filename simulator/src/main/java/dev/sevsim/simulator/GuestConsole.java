package dev.sevsim.simulator;

import dev.sevsim.host.vmm.ConsoleSession;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Types prepared lines, or lines from a stream, at the guest's serial console and keeps what it prints. */
final class GuestConsole implements ConsoleSession {
    private final LaunchListener listener;
    private final Queue<String> lines = new ArrayDeque<>();
    private final @Nullable BufferedReader typist;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder printed = new StringBuilder();
    private byte[] typed = new byte[0];
    private int at;

    GuestConsole(LaunchListener listener, List<String> commands, @Nullable InputStream keyboard) {
        this.listener = listener;
        this.lines.addAll(commands);
        this.typist =
                keyboard == null ? null : new BufferedReader(new InputStreamReader(keyboard, StandardCharsets.UTF_8));
    }

    /** Carriage returns are the terminal's business and are left out. */
    @Override
    public void printed(int value) {
        if (value == '\r') {
            return;
        }
        line.write(value);
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
    void type(String text) {
        lines.add(text);
    }

    /** Waits for a line from the person at the keyboard; false when there is none or no more. */
    boolean waitForInput() {
        handOn();
        if (typist == null) {
            return false;
        }
        try {
            String next = typist.readLine();
            return next != null && lines.add(next);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input", e);
        }
    }

    /** Everything that was printed. */
    String transcript() {
        handOn();
        return printed.toString();
    }

    private void handOn() {
        if (line.size() > 0) {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            printed.append(text);
            listener.guestPrinted(text);
        }
    }
}
