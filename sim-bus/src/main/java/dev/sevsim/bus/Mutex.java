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

    /** Hands the lock to the thread that has waited longest. */
    void unlock();

    /** A lock for threads outside of the bus. */
    static Mutex plain() {
        return new PlainMutex();
    }
}
