package dev.sevsim.bus.trace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Deals out step numbers from 1 and keeps the operations that are open.
 *
 * <p>Operations nest on one thread, as a deterministic bus runs them. While operations of one thread are open, an event of
 * another thread has no parent, since its cause is not known. Its user synchronises.
 */
@SuppressWarnings("ReferenceEquality") // threads are compared as objects
final class StepNumbers {
    private final Deque<Long> open = new ArrayDeque<>();
    private @Nullable Thread opener;
    private long last;

    /**
     * A step.
     *
     * @param number counts from 1
     * @param parent the innermost operation that was open
     */
    record Step(long number, OptionalLong parent) {}

    /** The step of an event. */
    Step next() {
        OptionalLong parent = open.isEmpty() || opener != Thread.currentThread()
                ? OptionalLong.empty()
                : OptionalLong.of(open.element());
        return new Step(++last, parent);
    }

    /** The step of an operation, which is open from now on. */
    Step open() {
        Step step = next();
        if (open.isEmpty()) {
            opener = Thread.currentThread();
        }
        if (opener == Thread.currentThread()) {
            open.push(step.number());
        }
        return step;
    }

    /** Ends an operation and what is open inside it; does nothing for one that is not open. */
    void close(Step step) {
        if (open.contains(step.number())) {
            while (open.pop() != step.number()) {
                // an operation inside that was left without an end
            }
        }
    }
}
