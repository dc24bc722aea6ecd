package dev.sevsim.bus;

import dev.sevsim.bus.frame.Frame;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A request that waits for its answer. */
final class PendingCall {
    private final long deadlineNanos;
    private final CompletableFuture<Optional<Frame>> outcome = new CompletableFuture<>();

    PendingCall(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    /** Simulated time at which the caller gives up, since the machine was switched on. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    CompletableFuture<Optional<Frame>> outcome() {
        return outcome;
    }
}
