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
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Types prepared lines, or what comes from a keyboard, at the guest's serial console and keeps what it prints. */
final class GuestConsole implements ConsoleSession {
    private static final int KEYS_AT_ONCE = 1024;

    private final LaunchListener listener;
    private final Queue<String> lines = new ArrayDeque<>();
    private final @Nullable BufferedReader typist;
    private final @Nullable RawKeys keys;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder printed = new StringBuilder();
    private boolean returned;
    private byte[] typed = new byte[0];
    private int at;

    GuestConsole(LaunchListener listener, List<String> commands, @Nullable InputStream keyboard) {
        this.listener = listener;
        this.lines.addAll(commands);
        this.keys = keyboard instanceof RawKeys raw ? raw : null;
        this.typist = keyboard == null || keyboard instanceof RawKeys
                ? null
                : new BufferedReader(new InputStreamReader(keyboard, StandardCharsets.UTF_8));
    }

    /** The carriage return before a line feed is the terminal's business and is left out. */
    @Override
    public void printed(int value) {
        if (returned && value != '\n') {
            line.write('\r');
        }
        returned = value == '\r';
        if (returned) {
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

    /** Waits for a line from the person at the keyboard, or for keys; false when there is nobody or no more. */
    boolean waitForInput() {
        handOn();
        try {
            return keys != null ? waitForKeys(keys) : typist != null && waitForLine(typist);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input", e);
        }
    }

    private boolean waitForLine(BufferedReader from) throws IOException {
        String next = from.readLine();
        return next != null && lines.add(next);
    }

    private boolean waitForKeys(RawKeys from) throws IOException {
        byte[] pressed = new byte[KEYS_AT_ONCE];
        int count = from.read(pressed);
        if (count <= 0) {
            return false;
        }
        typed = Arrays.copyOf(pressed, count);
        at = 0;
        return true;
    }

    /** Everything that was printed. */
    String transcript() {
        handOn();
        return printed.toString();
    }

    private void handOn() {
        if (returned) {
            line.write('\r');
            returned = false;
        }
        if (line.size() > 0) {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            printed.append(text);
            listener.guestPrinted(text);
        }
    }
}
