package dev.sevsim.bus.work;

/**
 * The threads that all machines of the process use: starting a thread costs a launch more than most of its tasks, and more
 * threads than processors gain nothing.
 */
final class SharedWorkers implements Workers {
    static final SharedWorkers INSTANCE = new SharedWorkers();

    private final Workers threads = Workers.pooled();

    private SharedWorkers() {}

    @Override
    public void offer(Runnable task) {
        threads.offer(task);
    }

    @Override
    public void close() {
        // Others use the threads; they end by themselves.
    }
}
