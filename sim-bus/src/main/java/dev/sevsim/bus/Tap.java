package dev.sevsim.bus;

/**
 * Inspects every frame of a link, in both directions, before the receiver gets it.
 *
 * <p>The taps of a link are called in the order of their list, for both directions, each with the frames that the one
 * before passed. A link calls its taps from one thread at a time; a tap on several links of a threaded bus must be safe
 * for several threads. A tap cannot make a call on the bus.
 */
@FunctionalInterface
public interface Tap {
    /** Decides about one frame. */
    Verdict inspect(TappedFrame frame);
}
