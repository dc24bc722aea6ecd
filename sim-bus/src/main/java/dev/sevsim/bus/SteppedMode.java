package dev.sevsim.bus;

import dev.sevsim.bus.time.SimClock;
import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One event loop, stepped by hand on the thread that made it. */
record SteppedMode(ManualIoEventLoop loop, SteppedDispatcher dispatcher) implements BusMode {
    /** Steps in which a link is made or the loop is taken down; a handful are needed. */
    private static final int MAX_STEPS = 1000;

    static SteppedMode on(SimClock clock) {
        ManualIoEventLoop loop = new ManualIoEventLoop(Thread.currentThread(), LocalIoHandler.newFactory());
        return new SteppedMode(loop, new SteppedDispatcher(loop, clock));
    }

    @Override
    public EventLoop nextLoop() {
        return loop;
    }

    @Override
    public void settle(BooleanSupplier reached) {
        for (int steps = 0; !reached.getAsBoolean(); steps++) {
            if (steps == MAX_STEPS) {
                throw new IllegalStateException("event loop: not settled after " + steps + " steps");
            }
            loop.runNow();
        }
    }

    @Override
    public void close() {
        var unused = loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        if (loop.inEventLoop()) {
            settle(loop::isTerminated);
        }
    }
}
