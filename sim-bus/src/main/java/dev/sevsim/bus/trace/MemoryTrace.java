package dev.sevsim.bus.trace;

import dev.sevsim.bus.time.SimClock;
import java.util.ArrayList;
import java.util.List;

/** Keeps the records for whoever asks. */
public final class MemoryTrace implements Trace {
    private final SimClock clock;
    private final List<TraceRecord> records = new ArrayList<>();

    /** Stamps records with the time of {@code clock}. */
    public MemoryTrace(SimClock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void record(TraceEvent event) {
        records.add(new TraceRecord(records.size() + 1L, clock.elapsedNanos(), event));
    }

    /** What was recorded so far. */
    public synchronized List<TraceRecord> records() {
        return List.copyOf(records);
    }

    /** The events of one kind, in order. */
    public synchronized List<TraceEvent> events(String kind) {
        return records.stream()
                .map(TraceRecord::event)
                .filter(event -> event.kind().equals(kind))
                .toList();
    }
}
