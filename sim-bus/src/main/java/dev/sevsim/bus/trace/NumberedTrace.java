package dev.sevsim.bus.trace;

import dev.sevsim.bus.time.SimClock;

/** A trace that numbers its events and stamps them with simulated time; any thread may use it. */
abstract class NumberedTrace implements Trace {
    private final SimClock clock;
    private final StepNumbers steps = new StepNumbers();

    NumberedTrace(SimClock clock) {
        this.clock = clock;
    }

    @Override
    public final synchronized void record(TraceEvent event) {
        write(steps.next(), clock.elapsedNanos(), event);
    }

    @Override
    public final synchronized Operation begin() {
        StepNumbers.Step step = steps.open();
        long time = clock.elapsedNanos();
        return event -> end(step, time, event);
    }

    @Override
    public final synchronized Scope enter(TraceEvent event) {
        StepNumbers.Step step = steps.open();
        write(step, clock.elapsedNanos(), event);
        return () -> close(step);
    }

    /** Keeps an event; {@code time} is in nanoseconds. Called under the lock of this trace. */
    abstract void write(StepNumbers.Step step, long time, TraceEvent event);

    private synchronized void end(StepNumbers.Step step, long time, TraceEvent event) {
        steps.close(step);
        write(step, time, event);
    }

    private synchronized void close(StepNumbers.Step step) {
        steps.close(step);
    }
}
