package dev.sevsim.bus;

import dev.sevsim.bus.frame.Frame;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the two modes of a bus differ: whose thread runs party code and how a caller waits.
 *
 * <p>Every frame under way is announced by {@link #frameEntered} and ends in exactly one of {@link #requestArrived},
 * {@link #answerArrived}, {@link #delay} and {@link #frameLeft}.
 */
interface Dispatcher {
    /** A frame is about to be written. */
    void frameEntered();

    /** A frame was lost or used up. */
    void frameLeft();

    /** A request or notice reached an end; called on the link's event loop. */
    void requestArrived(BusEndpoint at, Envelope envelope);

    /** An answer reached its caller; called on the link's event loop. */
    void answerArrived(PendingCall call, Frame answer);

    /** A tap puts a frame off; {@code release} sends it on and is run on the link's event loop. */
    void delay(Duration by, BusEndpoint at, Runnable release);

    /** Waits until the call has an outcome. */
    Optional<Frame> await(PendingCall call);

    /** Waits until everything that is under way has been dealt with, without letting simulated time pass. */
    void drain();

    /** Party or tap code threw: our bug, which must not vanish. */
    void failed(Throwable thrown);

    /** A lock whose holders may call over the bus. */
    Mutex mutex();
}
