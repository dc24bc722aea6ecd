package dev.sevsim.bus;

import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The threaded mode: party code runs on workers and a caller blocks.
 *
 * <p>No real time is read to find out that a call gets no answer. The dispatcher counts what moves: frames under way,
 * requests in queues, and handlers that run. A handler that waits for an answer does not move. When nothing moves, the
 * earliest of delayed frames and deadlines comes next, and simulated time jumps there.
 */
final class ThreadedDispatcher implements Dispatcher {
    private final SimClock clock;
    private final ExecutorService workers;
    private final Map<BusEndpoint, Turn> turns = new ConcurrentHashMap<>();
    private final Map<Thread, Turn> working = new ConcurrentHashMap<>();

    private final Object lock = new Object();
    private final Map<PendingCall, Waiter> waiting = new LinkedHashMap<>();
    private final DelayedFrames delayed = new DelayedFrames();
    private final List<CompletableFuture<Void>> locking = new ArrayList<>();
    private long moving;
    private @Nullable Throwable failure;

    ThreadedDispatcher(SimClock clock, ExecutorService workers) {
        this.clock = clock;
        this.workers = workers;
    }

    @Override
    public void frameEntered() {
        synchronized (lock) {
            moving++;
        }
    }

    @Override
    public void frameLeft() {
        synchronized (lock) {
            moving--;
            jumpIfStill();
        }
    }

    @Override
    public void requestArrived(BusEndpoint at, Envelope envelope) {
        turns.computeIfAbsent(at, end -> new Turn(end, workers, this::work)).add(envelope);
    }

    @Override
    public void answerArrived(PendingCall call, Frame answer) {
        synchronized (lock) {
            if (call.outcome().isDone()) {
                moving--;
            } else {
                wake(call);
                call.outcome().complete(Optional.of(answer));
                moving--;
            }
            jumpIfStill();
        }
    }

    @Override
    public void delay(Duration by, BusEndpoint at, Runnable release) {
        synchronized (lock) {
            delayed.add(clock.elapsedNanos() + by.toNanos(), at, release);
            moving--;
            jumpIfStill();
        }
    }

    @Override
    public Optional<Frame> await(PendingCall call) {
        Turn turn = working.get(Thread.currentThread());
        synchronized (lock) {
            if (failure != null) {
                throw failed();
            }
            if (call.outcome().isDone()) {
                return call.outcome().join();
            }
            waiting.put(call, turn == null ? Waiter.OUTSIDE : Waiter.WORKER);
            if (turn != null) {
                turn.giveAway();
                moving--;
            }
            jumpIfStill();
        }
        try {
            Optional<Frame> answer = call.outcome().get();
            if (turn != null) {
                turn.takeAgain();
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("call: interrupted, expected an answer", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("call: party code failed, expected an answer", e.getCause());
        }
    }

    @Override
    public void drain() {
        if (working.containsKey(Thread.currentThread())) {
            throw new IllegalStateException("drain: called by a handler, expected a thread outside the bus");
        }
        synchronized (lock) {
            jumpIfStill();
            while (moving > 0 && failure == null) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("drain: interrupted, expected a still bus", e);
                }
            }
            if (failure != null) {
                throw failed();
            }
        }
    }

    @Override
    public Mutex mutex() {
        return new ThreadedMutex(new MutexBoard(), lock);
    }

    @Override
    public void failed(Throwable thrown) {
        synchronized (lock) {
            if (failure == null) {
                failure = thrown;
            }
            for (PendingCall call : List.copyOf(waiting.keySet())) {
                wake(call);
                call.outcome().completeExceptionally(thrown);
            }
            locking.forEach(granted -> granted.completeExceptionally(thrown));
            locking.clear();
            lock.notifyAll();
        }
    }

    private void work(Turn turn, Envelope envelope) {
        working.put(Thread.currentThread(), turn);
        try {
            turn.endpoint().handle(envelope);
        } catch (RuntimeException | Error thrown) {
            failed(thrown);
        } finally {
            working.remove(Thread.currentThread());
            frameLeft();
        }
    }

    /** A worker that wakes up moves again; threads outside the bus are not counted. */
    private void wake(PendingCall call) {
        if (waiting.remove(call) == Waiter.WORKER) {
            moving++;
        }
    }

    /** With nothing moving, lets the next thing happen that only time can bring. */
    private void jumpIfStill() {
        while (moving == 0) {
            Optional<PendingCall> first =
                    waiting.keySet().stream().min(Comparator.comparingLong(PendingCall::deadlineNanos));
            long limit = first.map(PendingCall::deadlineNanos).orElseGet(clock::elapsedNanos);
            OptionalLong next = delayed.next();
            if (next.isPresent() && next.getAsLong() <= limit) {
                clock.advanceTo(next.getAsLong());
                release(delayed.pollDue(next.getAsLong()));
            } else if (first.isPresent()) {
                clock.advanceTo(limit);
                wake(first.get());
                first.get().outcome().complete(Optional.empty());
            } else {
                lock.notifyAll();
                return;
            }
        }
    }

    private void release(DelayedFrames.@Nullable Delayed due) {
        if (due != null) {
            moving++;
            due.at().channel().eventLoop().execute(due.release());
        }
    }

    private IllegalStateException failed() {
        return new IllegalStateException("bus: party code failed earlier, expected a running bus", failure);
    }

    /** Handlers that wait for a lock, on the books of this dispatcher. */
    private final class MutexBoard implements ThreadedMutex.Waiting {
        @Override
        public @Nullable Turn turn(Thread thread) {
            return working.get(thread);
        }

        @Override
        public void stopped() {
            moving--;
            jumpIfStill();
        }

        @Override
        public void goesOn() {
            moving++;
        }

        @Override
        public void watch(CompletableFuture<Void> outcome) {
            if (failure != null) {
                throw failed();
            }
            locking.add(outcome);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // a future is its own identity
        public void unwatch(CompletableFuture<Void> outcome) {
            locking.removeIf(other -> other == outcome);
        }
    }

    /** Who waits for an answer. */
    private enum Waiter {
        OUTSIDE,
        WORKER
    }
}
