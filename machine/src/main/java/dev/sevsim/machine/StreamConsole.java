package dev.sevsim.machine;

import dev.sevsim.host.vmm.ConsoleSession;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Streams at the guest's serial port: output is written a line at a time, input is read ahead. */
final class StreamConsole implements ConsoleSession {
    private static final int LONG_LINE = 1024;
    private static final int TYPED_AHEAD = 4096;

    private final String name;
    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final BlockingQueue<Integer> typed = new ArrayBlockingQueue<>(TYPED_AHEAD);

    /** A console without input; {@code name} is the name of the stream in messages. */
    StreamConsole(String name, OutputStream out) {
        this.name = name;
        this.out = out;
    }

    /** Types what is read from {@code in}, on a thread that ends with the program; {@code arrived} is called after each piece. */
    void typeFrom(InputStream in, Runnable arrived) {
        Thread reader = new Thread(() -> read(in, arrived), "sevsim-stdin");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void printed(int value) {
        line.write(value);
        if (value == '\n' || line.size() >= LONG_LINE) {
            flush();
        }
    }

    @Override
    public void flush() {
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
    private void read(InputStream in, Runnable arrived) {
        byte[] piece = new byte[TYPED_AHEAD];
        try {
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                for (int i = 0; i < length; i++) {
                    if (!typed.offer(piece[i] & 0xFF)) {
                        arrived.run();
                        typed.put(piece[i] & 0xFF);
                    }
                }
                arrived.run();
            }
        } catch (IOException e) {
            arrived.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
