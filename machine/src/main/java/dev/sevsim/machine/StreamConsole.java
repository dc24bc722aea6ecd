package dev.sevsim.machine;

import dev.sevsim.host.vmm.ConsoleSession;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.io.file.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalInt;

/** Writes the output of the guest to a stream, a line at a time. */
final class StreamConsole implements ConsoleSession {
    private static final int LONG_LINE = 1024;

    private final String name;
    private final OutputStream out;
    private final StreamTyping typing;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** {@code name} is the name of the stream in messages. */
    StreamConsole(String name, OutputStream out, StreamTyping typing) {
        this.name = name;
        this.out = out;
        this.typing = typing;
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
        return typing.hasInput();
    }

    @Override
    public OptionalInt nextInput() {
        return typing.nextInput();
    }
}
