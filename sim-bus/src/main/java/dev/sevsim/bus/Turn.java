package dev.sevsim.bus;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link of a threaded bus runs one handler at a time, the one that has the turn.
 *
 * <p>A handler that waits for an answer of its own gives its turn away and takes it again afterwards, so that its peer
 * may call back meanwhile.
 */
final class Turn {
    private final BusEndpoint endpoint;
    private final Executor workers;
    private final BiConsumer<Turn, Envelope> work;
    private final Queue<Envelope> queue = new ArrayDeque<>();
    private boolean taken;
    private int waiters;

    Turn(BusEndpoint endpoint, Executor workers, BiConsumer<Turn, Envelope> work) {
        this.endpoint = endpoint;
        this.workers = workers;
        this.work = work;
    }

    BusEndpoint endpoint() {
        return endpoint;
    }

    synchronized void add(Envelope envelope) {
        queue.add(envelope);
        startWorker();
    }

    /** Releases the turn to a waiting handler, or to the next frame. */
    synchronized void giveAway() {
        taken = false;
        if (waiters > 0) {
            notifyAll();
        } else {
            startWorker();
        }
    }

    synchronized void takeAgain() throws InterruptedException {
        waiters++;
        try {
            while (taken) {
                wait();
            }
            taken = true;
        } finally {
            waiters--;
        }
    }

    private void startWorker() {
        if (!taken && waiters == 0 && !queue.isEmpty()) {
            taken = true;
            workers.execute(this::workOff);
        }
    }

    private void workOff() {
        for (Envelope next = next(); next != null; next = next()) {
            work.accept(this, next);
        }
    }

    private synchronized @Nullable Envelope next() {
        Envelope next = waiters > 0 ? null : queue.poll();
        if (next == null) {
            taken = false;
            notifyAll();
        }
        return next;
    }
}
