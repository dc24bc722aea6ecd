package dev.sevsim.owner.service;

import java.time.Instant;

/** Keeps launches under way; safe for use by several threads. */
public interface SessionStore {
    /** Keeps a new one. */
    void add(LaunchId id, OpenSession session);

    /** How many are under way. */
    int size();

    /**
     * Removes a session: exactly one of several callers gets it, also across a restart.
     *
     * @return what became of it
     */
    Taken take(LaunchId id);

    /** Removes what ended before {@code time}. */
    void removeExpired(Instant time);

    /** A session that is asked for. */
    sealed interface Taken {
        /** Here it is. */
        record Session(OpenSession session) implements Taken {}

        /** It was taken before. */
        record Used() implements Taken {}

        /** No session has this id, or it was removed. */
        record Unknown() implements Taken {}
    }
}
