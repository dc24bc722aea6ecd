package dev.sevsim.bus.cpu;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A slot in which one thread leaves something for one other thread.
 *
 * <p>What the giver did before is visible to the taker. The taker spins at first, because an exit is mostly answered at
 * once; then it looks again after each turn of other threads, because waking a parked thread costs more than most answers;
 * then it parks.
 */
final class Handover<T> {
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2000 : 0;

    /** Turns that a taker leaves to other threads before it parks: some hundred microseconds where no other thread runs. */
    private static final int YIELDS = 500;

    private volatile @Nullable T slot;
    private volatile @Nullable Thread parked;

    /** Leaves {@code value}; the slot is empty. */
    void give(T value) {
        slot = value;
        Thread taker = parked;
        if (taker != null) {
            LockSupport.unpark(taker);
        }
    }

    /** Waits for a value; an interrupt is kept for later. */
    T take() {
        T value = slot;
        for (int spins = 0; value == null && spins < SPINS; spins++) {
            Thread.onSpinWait();
            value = slot;
        }
        if (value == null) {
            value = yieldForValue();
        }
        if (value == null) {
            value = park();
        }
        slot = null;
        return value;
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint: where it has no effect the taker spins on and then parks
    private @Nullable T yieldForValue() {
        T value = slot;
        for (int yields = 0; value == null && yields < YIELDS; yields++) {
            Thread.yield();
            value = slot;
        }
        return value;
    }

    private T park() {
        boolean interrupted = false;
        parked = Thread.currentThread();
        T value = slot;
        while (value == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            value = slot;
        }
        parked = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return value;
    }
}
