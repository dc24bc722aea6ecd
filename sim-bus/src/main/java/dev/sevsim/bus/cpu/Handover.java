package dev.sevsim.bus.cpu;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A slot in which one thread leaves something for one other thread.
 *
 * <p>What the giver did before is visible to the taker. The taker looks for some tens of microseconds before it parks,
 * because an exit is mostly answered at once and waking a thread costs more than all else.
 */
final class Handover<T> {
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2000 : 0;

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
            value = park();
        }
        slot = null;
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
