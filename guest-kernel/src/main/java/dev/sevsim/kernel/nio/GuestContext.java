package dev.sevsim.kernel.nio;

import dev.sevsim.kernel.fs.SystemCalls;
import java.util.function.Function;

/** Runs work where system calls can be made, and waits for it. */
@FunctionalInterface
interface GuestContext {
    /** The value that {@code work} answers in the guest. */
    <T> T call(Function<SystemCalls, T> work);
}
