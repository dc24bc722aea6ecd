package dev.sevsim.cli;

/** Something that is done when a signal ends the program, on a thread of its own, until this is closed. */
final class OnSignal implements AutoCloseable {
    private final Thread thread;

    private OnSignal(Thread thread) {
        this.thread = thread;
    }

    /** Does {@code action} on SIGINT, SIGTERM and SIGHUP; the program ends after it with the signal's exit status. */
    static OnSignal run(Runnable action) {
        Thread thread = new Thread(action, "sevsim-signal");
        Runtime.getRuntime().addShutdownHook(thread);
        return new OnSignal(thread);
    }

    @Override
    public void close() {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            return; // A signal is being handled already, which ends the program.
        }
    }
}
