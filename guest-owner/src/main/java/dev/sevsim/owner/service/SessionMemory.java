package dev.sevsim.owner.service;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Sessions of a service that does not outlive its process. */
public final class SessionMemory implements SessionStore {
    private final Map<LaunchId, OpenSession> open = new HashMap<>();
    private final Set<LaunchId> used = new HashSet<>();
    private final Consumer<OpenSession> observer;

    /** No sessions so far; {@code observer} receives each session before it is used. */
    public SessionMemory(Consumer<OpenSession> observer) {
        this.observer = observer;
    }

    @Override
    public synchronized void add(LaunchId id, OpenSession session) {
        observer.accept(session);
        open.put(id, session);
    }

    @Override
    public synchronized int size() {
        return open.size();
    }

    @Override
    public synchronized Taken take(LaunchId id) {
        OpenSession session = open.remove(id);
        if (session != null) {
            used.add(id);
            return new Taken.Session(session);
        }
        return used.contains(id) ? new Taken.Used() : new Taken.Unknown();
    }

    @Override
    public synchronized void removeExpired(Instant time) {
        open.values().removeIf(session -> !time.isBefore(session.expires()));
    }
}
