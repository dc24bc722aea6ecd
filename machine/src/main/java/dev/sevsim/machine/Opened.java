package dev.sevsim.machine;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened one after the other, closed from the last to the first. */
final class Opened implements AutoCloseable {
    private final Deque<Runnable> closings = new ArrayDeque<>();

    /** Remembers how to close what was just opened. */
    void add(Runnable closing) {
        closings.push(closing);
    }

    /** Closes everything, also when one of them fails. */
    @Override
    public void close() {
        Runnable next = closings.poll();
        if (next != null) {
            try {
                next.run();
            } finally {
                close();
            }
        }
    }
}
