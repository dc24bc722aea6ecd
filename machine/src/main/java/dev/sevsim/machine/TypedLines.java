package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.host.vmm.ConsoleSession;
import java.util.List;
import java.util.OptionalInt;

/** A serial port at which lines are typed, in order, before the input of its other end. */
final class TypedLines implements ConsoleSession {
    private final Bytes lines;
    private final ConsoleSession port;
    private int next;

    /**
     * A port at which nothing was typed yet.
     *
     * @param lines typed as UTF-8, each with a line feed after it
     * @param port the other end, for output and later input
     */
    TypedLines(List<String> lines, ConsoleSession port) {
        this.lines = Bytes.ofUtf8(
                String.join("", lines.stream().map(line -> line + "\n").toList()));
        this.port = port;
    }

    @Override
    public void printed(int value) {
        port.printed(value);
    }

    @Override
    public void flush() {
        port.flush();
    }

    @Override
    public boolean hasInput() {
        return next < lines.length() || port.hasInput();
    }

    @Override
    public OptionalInt nextInput() {
        return next < lines.length() ? OptionalInt.of(lines.u8(next++)) : port.nextInput();
    }
}
