package dev.sevsim.host.process;

import dev.sevsim.bus.RequestHandler;

/**
 * A process of the simulated host whose program runs outside of the simulator.
 *
 * <p>One call at a time: {@link #name} states which file a descriptor refers to, then the call's frame is handled.
 */
public interface RemoteProcess {
    /** States that {@code descriptor} refers to the file of this number in the calls that follow. */
    void name(int descriptor, long file);

    /** Answers the device calls of this process. */
    RequestHandler systemCalls();

    /** Releases the frames of the program's pages: it has ended. */
    void end();
}
