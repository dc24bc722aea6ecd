package dev.sevsim.bridge;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Looks for something repeatedly before a thread sleeps: it mostly comes sooner than a sleeping thread is woken, at once from another
 * processor, and on the same one by giving way.
 *
 * <p>Where nothing is found a few times, as when others use the processor meanwhile, it is left out, longer each time.
 */
final class Spin {
    /** A program's next call comes within some 15 microseconds through seccomp, where it makes one after the other. */
    private static final long NANOS = 30_000;

    /** Attempts without success, one after the other, after which the next ones are left out. */
    static final int FRUITLESS = 4;

    /** How many are left out first; twice as many each further time, up to the most. */
    static final int FEWEST_LEFT_OUT = 64;

    private static final int MOST_LEFT_OUT = 4096;

    private final LongSupplier clock;
    private final boolean possible = Runtime.getRuntime().availableProcessors() > 1;
    private int fruitless;
    private int leftOut;
    private int nextLeftOut = FEWEST_LEFT_OUT;

    /** Nothing was looked for so far; {@code clock} tells nanoseconds. */
    Spin(LongSupplier clock) {
        this.clock = clock;
    }

    /** What is looked for. */
    @FunctionalInterface
    interface Attempt {
        /** Whether it is there. */
        boolean succeeds() throws IOException;
    }

    /** Whether an attempt has succeeded; without one the caller waits in another way. */
    @SuppressWarnings("ThreadPriorityCheck") // giving way makes it faster on one processor; nothing depends on it
    boolean finds(Attempt attempt) throws IOException {
        if (!possible || leftOut > 0) {
            leftOut = Math.max(0, leftOut - 1);
            return attempt.succeeds();
        }
        long end = clock.getAsLong() + NANOS;
        boolean found = attempt.succeeds();
        boolean inTime = true;
        while (!found && inTime) {
            Thread.yield();
            found = attempt.succeeds();
            inTime = clock.getAsLong() - end < 0;
        }
        note(found && inTime);
        return found;
    }

    private void note(boolean helped) {
        if (helped) {
            fruitless = 0;
            nextLeftOut = FEWEST_LEFT_OUT;
        } else if (++fruitless >= FRUITLESS) {
            leftOut = nextLeftOut;
            nextLeftOut = Math.min(2 * nextLeftOut, MOST_LEFT_OUT);
        }
    }
}
