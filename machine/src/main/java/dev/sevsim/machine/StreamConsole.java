package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.ConsoleSession;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Streams at the guest's serial port: output is written a line at a time, input is read ahead. */
final class StreamConsole implements ConsoleSession {
    private static final int LONG_LINE = 1024;
    private static final int TYPED_AHEAD = 4096;

    private final String name;
    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final @Nullable ReturnFilter terminal;
    private final BlockingQueue<Integer> typed = new ArrayBlockingQueue<>(TYPED_AHEAD);

    private StreamConsole(String name, OutputStream out, boolean terminal) {
        this.name = name;
        this.out = out;
        this.terminal = terminal ? new ReturnFilter(line::write) : null;
    }

    /** A console without input; {@code name} is the name of the stream in messages. */
    StreamConsole(String name, OutputStream out) {
        this(name, out, false);
    }

    /** A console whose output goes to a terminal. */
    static StreamConsole ofTerminal(String name, OutputStream out) {
        return new StreamConsole(name, out, true);
    }

    /** Types what is read from {@code in}, on a thread that ends with the program; {@code arrived} is called after each piece. */
    void typeFrom(InputStream in, Runnable arrived) {
        byte[] piece = new byte[TYPED_AHEAD];
        typeFrom(
                () -> {
                    int length = in.read(piece);
                    return length < 0 ? Optional.empty() : Optional.of(Bytes.copyOf(piece, 0, length));
                },
                arrived,
                () -> {});
    }

    /** As {@link #typeFrom(InputStream, Runnable)}; {@code ended} is called at the end of the input. */
    void typeFrom(Keyboard keys, Runnable arrived, Runnable ended) {
        Thread reader = new Thread(() -> read(keys, arrived, ended), "sevsim-stdin");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void printed(int value) {
        if (terminal == null) {
            line.write(value);
        } else {
            terminal.accept(value);
        }
        if (value == '\n' || line.size() >= LONG_LINE) {
            flush();
        }
    }

    @Override
    public void flush() {
        if (terminal != null) {
            terminal.flush();
        }
        try {
            line.writeTo(out);
            line.reset();
            out.flush();
        } catch (IOException e) {
            throw new InputException(name + " cannot be written: " + FileProblem.reason(e), e);
        }
    }

    @Override
    public boolean hasInput() {
        return !typed.isEmpty();
    }

    @Override
    public OptionalInt nextInput() {
        Integer next = typed.poll();
        return next == null ? OptionalInt.empty() : OptionalInt.of(next);
    }

    /** A stream that fails is treated as ended. */
    private void read(Keyboard keys, Runnable arrived, Runnable ended) {
        try {
            for (Optional<Bytes> piece = keys.read(); piece.isPresent(); piece = keys.read()) {
                for (int i = 0; i < piece.get().length(); i++) {
                    int value = piece.get().u8(i);
                    if (!typed.offer(value)) {
                        arrived.run();
                        typed.put(value);
                    }
                }
                arrived.run();
            }
            ended.run();
        } catch (IOException e) {
            arrived.run();
            ended.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
