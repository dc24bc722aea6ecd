package dev.sevsim.bus.trace;

import dev.sevsim.bus.time.SimClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Keeps the records in memory. */
public final class MemoryTrace extends NumberedTrace {
    private final List<TraceRecord> records = new ArrayList<>();
    private final Predicate<TraceEvent> kept;

    /** Stamps records with the time of {@code clock}. */
    public MemoryTrace(SimClock clock) {
        this(clock, event -> true);
    }

    /** Numbers all events, as a trace file of the run does, and keeps some of them. */
    public MemoryTrace(SimClock clock, Predicate<TraceEvent> kept) {
        super(clock);
        this.kept = kept;
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

    @Override
    void write(StepNumbers.Step step, long time, TraceEvent event) {
        if (kept.test(event)) {
            records.add(new TraceRecord(step.number(), step.parent(), time, event));
        }
    }
}
