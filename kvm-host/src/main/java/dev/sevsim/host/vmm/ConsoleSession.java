package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import java.util.OptionalInt;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The other end of the guest's serial console. */
public interface ConsoleSession {
    /** Receives a byte that the guest printed, 0 to 255. */
    void printed(int value);

    /** Called when the guest has no more output for now. */
    default void flush() {}

    /** Whether there is input. */
    boolean hasInput();

    /** The next byte of input; empty when there is none. */
    OptionalInt nextInput();

    /** A session with a fixed input, which ends with it. */
    static ConsoleSession of(IntConsumer sink, Bytes input) {
        return new TypedConsole(
                sink, IntStream.range(0, input.length()).map(input::u8).iterator());
    }
}
