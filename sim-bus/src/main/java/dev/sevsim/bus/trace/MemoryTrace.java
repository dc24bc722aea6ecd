package dev.sevsim.bus.trace;

import dev.sevsim.bus.time.SimClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Keeps the records in memory. */
public final class MemoryTrace implements Trace {
    private final SimClock clock;
    private final StepNumbers steps = new StepNumbers();
    private final List<TraceRecord> records = new ArrayList<>();

    /** Stamps records with the time of {@code clock}. */
    public MemoryTrace(SimClock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void record(TraceEvent event) {
        add(steps.next(), clock.elapsedNanos(), event);
    }

    @Override
    public synchronized Operation begin() {
        StepNumbers.Step step = steps.open();
        long time = clock.elapsedNanos();
        return event -> end(step, time, event);
    }

    @Override
    public synchronized Scope enter(TraceEvent event) {
        StepNumbers.Step step = steps.open();
        add(step, clock.elapsedNanos(), event);
        return () -> close(step);
    }

    /** The records so far in the order of their steps; an operation that has not ended is missing. */
    public synchronized List<TraceRecord> records() {
        return records.stream()
                .sorted(Comparator.comparingLong(TraceRecord::step))
                .toList();
    }

    /** The events of one kind in the order of their steps. */
    public List<TraceEvent> events(String kind) {
        return records().stream()
                .map(TraceRecord::event)
                .filter(event -> event.kind().equals(kind))
                .toList();
    }

    private synchronized void end(StepNumbers.Step step, long time, TraceEvent event) {
        steps.close(step);
        add(step, time, event);
    }

    private synchronized void close(StepNumbers.Step step) {
        steps.close(step);
    }

    private void add(StepNumbers.Step step, long time, TraceEvent event) {
        records.add(new TraceRecord(step.number(), step.parent(), time, event));
    }
}
