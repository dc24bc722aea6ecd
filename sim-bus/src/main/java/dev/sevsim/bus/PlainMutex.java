package dev.sevsim.bus;

import java.util.concurrent.locks.ReentrantLock;

/** The JDK's lock under the bus' name. */
final class PlainMutex implements Mutex {
    private final ReentrantLock lock = new ReentrantLock(true);

    PlainMutex() {}

    @Override
    public void lock() {
        lock.lock();
    }

    @Override
    public void unlock() {
        lock.unlock();
    }
}
