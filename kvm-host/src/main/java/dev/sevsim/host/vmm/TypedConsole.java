package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** A session with a fixed input. */
final class TypedConsole implements ConsoleSession {
    private final IntConsumer sink;
    private final Bytes input;
    private int next;

    TypedConsole(IntConsumer sink, Bytes input) {
        this.sink = sink;
        this.input = input;
    }

    @Override
    public void printed(int value) {
        sink.accept(value);
    }

    @Override
    public boolean hasInput() {
        return next < input.length();
    }

    @Override
    public OptionalInt nextInput() {
        return hasInput() ? OptionalInt.of(input.u8(next++)) : OptionalInt.empty();
    }
}
