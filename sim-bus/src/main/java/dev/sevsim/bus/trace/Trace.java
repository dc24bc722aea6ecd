package dev.sevsim.bus.trace;

/** Where parties put what a reader of the run should see. */
@FunctionalInterface
public interface Trace {
    /** Keeps nothing. */
    Trace NONE = new Trace() {
        @Override
        public void record(TraceEvent event) {}

        @Override
        public boolean enabled() {
            return false;
        }
    };

    /** Appends one event; the trace numbers it and stamps simulated time. */
    void record(TraceEvent event);

    /** Whether anybody reads; lets a hot path skip building events. */
    default boolean enabled() {
        return true;
    }
}
