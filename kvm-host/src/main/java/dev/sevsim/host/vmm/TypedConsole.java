package dev.sevsim.host.vmm;

import java.util.OptionalInt;
import java.util.PrimitiveIterator;
import java.util.function.IntConsumer;

/**
 * A session with a fixed input.
 *
 * @param sink receives the output, a byte at a time
 * @param input what is left of the input, as bytes
 */
record TypedConsole(IntConsumer sink, PrimitiveIterator.OfInt input) implements ConsoleSession {
    @Override
    public void printed(int value) {
        sink.accept(value);
    }

    @Override
    public boolean hasInput() {
        return input.hasNext();
    }

    @Override
    public OptionalInt nextInput() {
        return input.hasNext() ? OptionalInt.of(input.nextInt()) : OptionalInt.empty();
    }
}
