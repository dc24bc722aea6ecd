package dev.sevsim.bus.work;

/** No threads. */
final class DirectWorkers implements Workers {
    static final DirectWorkers INSTANCE = new DirectWorkers();

    private DirectWorkers() {}

    @Override
    public void offer(Runnable task) {
        // The caller does the work itself.
    }

    @Override
    public void close() {
        // There is no thread to end.
    }
}
