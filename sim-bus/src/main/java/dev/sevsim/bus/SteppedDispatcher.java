package dev.sevsim.bus;

import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.time.SimClock;
import io.netty.channel.ManualIoEventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The deterministic mode: everything happens on the thread of the caller, who steps the event loop while it waits.
 *
 * <p>A caller without an answer runs the next request of any end of the bus in the order of arrival, on its own stack
 * and outside the event loop, so that party code may call again. When no frame or request is left, the call gets no
 * answer, and simulated time jumps to the next delayed frame or to the deadline.
 */
final class SteppedDispatcher implements Dispatcher {
    private final ManualIoEventLoop loop;
    private final SimClock clock;
    private final Queue<Arrival> arrivals = new ArrayDeque<>();
    private final DelayedFrames delayed = new DelayedFrames();
    private @Nullable Throwable failure;

    SteppedDispatcher(ManualIoEventLoop loop, SimClock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    @Override
    public void frameEntered() {
        if (!loop.inEventLoop()) {
            throw new IllegalStateException("deterministic bus used by thread "
                    + Thread.currentThread().getName() + ", expected the thread that made it");
        }
    }

    @Override
    public void frameLeft() {}

    @Override
    public void requestArrived(BusEndpoint at, Envelope envelope) {
        arrivals.add(new Arrival(at, envelope));
    }

    @Override
    public void answerArrived(PendingCall call, Frame answer) {
        call.outcome().complete(Optional.of(answer));
    }

    @Override
    public void delay(Duration by, BusEndpoint at, Runnable release) {
        delayed.add(clock.elapsedNanos() + by.toNanos(), at, release);
    }

    @Override
    public Optional<Frame> await(PendingCall call) {
        rethrow();
        while (!call.outcome().isDone()) {
            if (step() || call.outcome().isDone()) {
                continue;
            }
            OptionalLong next = delayed.next();
            if (next.isPresent() && next.getAsLong() <= call.deadlineNanos()) {
                clock.advanceTo(next.getAsLong());
            } else {
                clock.advanceTo(call.deadlineNanos());
                call.outcome().complete(Optional.empty());
            }
        }
        return call.outcome().join();
    }

    @Override
    public void drain() {
        frameEntered();
        boolean moved = true;
        while (moved) {
            moved = step();
        }
    }

    @Override
    public Mutex mutex() {
        return Mutex.plain();
    }

    @Override
    public void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    /** Does the next thing that can be done now; false when there is none. */
    private boolean step() {
        boolean moved = false;
        if (arrivals.isEmpty()) {
            moved = loop.runNow() > 0;
            moved |= releaseDue();
            rethrow();
        }
        Arrival arrival = arrivals.poll();
        if (arrival == null) {
            return moved;
        }
        arrival.at().handle(arrival.envelope());
        rethrow();
        return true;
    }

    private boolean releaseDue() {
        DelayedFrames.Delayed due = delayed.pollDue(clock.elapsedNanos());
        if (due == null) {
            return false;
        }
        due.release().run();
        return true;
    }

    private void rethrow() {
        Throwable thrown = failure;
        failure = null;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown != null) {
            throw new IllegalStateException("link failed", thrown);
        }
    }

    /** A request or notice that has not been handled. */
    private record Arrival(BusEndpoint at, Envelope envelope) {}
}
