package dev.sevsim.bus.trace;

/**
 * Receives the events of a run.
 *
 * <p>Operations nest: an event that is recorded between the beginning and the end of an operation, on the same thread, has
 * that operation as its parent.
 */
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

    /**
     * Begins an operation whose event is complete only at its end; it takes its step number and time now.
     *
     * <p>A trace without step numbers records the event at the end.
     */
    default Operation begin() {
        return this::record;
    }

    /**
     * Appends an event that is the beginning of an operation.
     *
     * @return ends the operation
     */
    default Scope enter(TraceEvent event) {
        record(event);
        return () -> {};
    }

    /**
     * Receives a refusal besides its event. Refusals are rare and their reader needs the rule, so that they are reported
     * also where {@link #enabled} is false.
     */
    default void refused(RefusedCommand refusal) {}

    /** Whether events are kept; lets a hot path skip building them. */
    default boolean enabled() {
        return true;
    }

    /** An operation that has begun. */
    @FunctionalInterface
    interface Operation {
        /** Records the operation and ends it, and with it every operation inside that has not ended; called once. */
        void end(TraceEvent event);
    }

    /** An operation whose event is recorded already. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {
        /** Ends the operation, and every operation inside that has not ended. */
        @Override
        void close();
    }
}
