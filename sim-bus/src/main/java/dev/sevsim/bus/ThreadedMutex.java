package dev.sevsim.bus;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A lock of a threaded bus. It is handed over under the dispatcher's own lock, so that the bus
 * never counts as idle while a waiter is about to run.
 */
final class ThreadedMutex implements Mutex {
    private final Waiting bus;
    private final Object lock;
    private final Queue<Waiter> waiters = new ArrayDeque<>();
    private @Nullable Thread owner;
    private int depth;

    /** What the lock needs of its dispatcher; all but {@link #turn} are called under the dispatcher's lock. */
    interface Waiting {
        /** The turn of a thread that runs a handler. */
        @Nullable
        Turn turn(Thread thread);

        /** A handler stands still from now on. */
        void stopped();

        /** A waiting handler continues. */
        void goesOn();

        /** Fails the waiter when the bus fails. */
        void watch(CompletableFuture<Void> outcome);

        void unwatch(CompletableFuture<Void> outcome);
    }

    private record Waiter(Thread thread, boolean worker, CompletableFuture<Void> granted) {}

    ThreadedMutex(Waiting bus, Object dispatcherLock) {
        this.bus = bus;
        this.lock = dispatcherLock;
    }

    @Override
    public void lock() {
        Thread self = Thread.currentThread();
        Turn turn = bus.turn(self);
        CompletableFuture<Void> granted = new CompletableFuture<>();
        synchronized (lock) {
            if (owner == null || owner.equals(self)) {
                owner = self;
                depth++;
                return;
            }
            bus.watch(granted);
            waiters.add(new Waiter(self, turn != null, granted));
            if (turn != null) {
                turn.giveAway();
                bus.stopped();
            }
        }
        await(granted, turn);
    }

    @Override
    public void unlock() {
        synchronized (lock) {
            if (!Thread.currentThread().equals(owner)) {
                throw new IllegalMonitorStateException("mutex: not held by this thread");
            }
            depth--;
            if (depth > 0) {
                return;
            }
            Waiter next = waiters.poll();
            owner = next == null ? null : next.thread();
            if (next != null) {
                depth = 1;
                if (next.worker()) {
                    bus.goesOn();
                }
                bus.unwatch(next.granted());
                next.granted().complete(null);
            }
        }
    }

    private static void await(CompletableFuture<Void> granted, @Nullable Turn turn) {
        try {
            granted.get();
            if (turn != null) {
                turn.takeAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("mutex: interrupted, expected to take it", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("mutex: party code failed, expected to take it", e.getCause());
        }
    }
}
