package dev.sevsim.bus;

/**
 * A lock for party code that calls over the bus while it holds it.
 *
 * <p>A handler that has to wait for one gives its turn away, as one that waits for an answer does, and does not keep
 * simulated time from moving. A thread may take it again while it holds it.
 */
public interface Mutex {
    /** Waits until the lock is free and takes it. */
    void lock();

    /** Gives the lock to whoever waits longest. */
    void unlock();

    /** One for threads that the bus knows nothing of. */
    static Mutex plain() {
        return new PlainMutex();
    }
}
