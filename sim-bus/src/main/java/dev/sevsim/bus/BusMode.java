package dev.sevsim.bus;

import io.netty.channel.EventLoop;
import java.util.function.BooleanSupplier;

/** The threads of a bus. */
interface BusMode extends AutoCloseable {
    Dispatcher dispatcher();

    /** The event loop of the next link; both its channels run there. */
    EventLoop nextLoop();

    /** Waits for something that the event loops will do. */
    void settle(BooleanSupplier reached);

    @Override
    void close();
}
