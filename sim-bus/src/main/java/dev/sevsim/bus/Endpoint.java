package dev.sevsim.bus;

import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.time.SimClock;
import java.time.Duration;
import java.util.Optional;

/** One party's end of the link to one other party. */
public interface Endpoint {
    /** Whose end this is. */
    Party self();

    /** Who is at the other end. */
    Party peer();

    /**
     * Sends a request and waits for its answer.
     *
     * @param deadline simulated time after which the caller gives up
     * @return the answer, or empty when none came before the deadline (the clock then stands at the deadline)
     */
    Optional<Frame> call(Frame request, Duration deadline);

    /** Simulated time of the bus. */
    SimClock clock();

    /** Sends without waiting for anything. */
    void send(Frame notice);

    /** Who answers requests and notices that arrive at this end; set before the first frame arrives. */
    void onRequest(RequestHandler handler);

    /** A lock for code behind this end that calls over the bus while it holds it. */
    default Mutex mutex() {
        return Mutex.plain();
    }
}
