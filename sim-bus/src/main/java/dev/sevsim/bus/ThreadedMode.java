package dev.sevsim.bus;

import dev.sevsim.bus.time.SimClock;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A group of event loops, and workers that run party code. */
record ThreadedMode(MultiThreadIoEventLoopGroup group, ExecutorService workers, ThreadedDispatcher dispatcher)
        implements BusMode {
    private static final int SETTLE_ROUNDS = 100_000;
    private static final Duration ROUND = Duration.ofNanos(100_000);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    static ThreadedMode on(SimClock clock, int threads) {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("bus-loop", true), LocalIoHandler.newFactory());
        ExecutorService workers = Executors.newCachedThreadPool(new DefaultThreadFactory("bus-worker", true));
        return new ThreadedMode(group, workers, new ThreadedDispatcher(clock, workers));
    }

    @Override
    public EventLoop nextLoop() {
        return group.next();
    }

    @Override
    public void settle(BooleanSupplier reached) {
        for (int rounds = 0; !reached.getAsBoolean(); rounds++) {
            if (rounds == SETTLE_ROUNDS) {
                throw new IllegalStateException("event loops: not settled, expected a link");
            }
            LockSupport.parkNanos(ROUND.toNanos());
        }
    }

    @Override
    public void close() {
        dispatcher.failed(new IllegalStateException("bus closed"));
        workers.shutdownNow();
        var unused = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        try {
            if (!group.awaitTermination(SHUTDOWN.toSeconds(), TimeUnit.SECONDS)
                    || !workers.awaitTermination(SHUTDOWN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("bus threads: still running, expected an end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
