package dev.sevsim.host.vmm;

import dev.sevsim.abi.Bytes;
import java.util.OptionalInt;
import java.util.function.IntConsumer;

/** Who sits at the guest's serial console. */
public interface ConsoleSession {
    /** The guest printed a byte, 0 to 255. */
    void printed(int value);

    /** The guest has nothing more to print for now. */
    default void flush() {}

    /** Whether a typed byte waits. */
    boolean hasInput();

    /** The next typed byte; empty when none waits. */
    OptionalInt nextInput();

    /** A session that types {@code input} as fast as the guest reads. */
    static ConsoleSession of(IntConsumer sink, Bytes input) {
        return new TypedConsole(sink, input);
    }
}
