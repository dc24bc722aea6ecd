package dev.sevsim.cli;

import java.util.function.Supplier;

/** What is done when a signal ends the program. */
final class OnSignal {
    private OnSignal() {}

    /**
     * Works, and on SIGINT, SIGTERM and SIGHUP does {@code action} on another thread, after which the program ends with the signal's exit
     * status.
     */
    static <T> T during(Supplier<T> work, Runnable action) {
        Thread thread = new Thread(action, "sevsim-signal");
        Runtime.getRuntime().addShutdownHook(thread);
        try {
            return work.get();
        } finally {
            forget(thread);
        }
    }

    private static void forget(Thread thread) {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            return; // A signal is being handled already, which ends the program.
        }
    }
}
