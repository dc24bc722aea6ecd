package dev.sevsim.bus;

/**
 * Sits on a link and sees every frame of both directions before the receiver does.
 *
 * <p>The taps of a link are asked in the order of their list, for both directions, each about what the one before let
 * through. One link asks from one thread at a time; a tap that sits on several links of a threaded bus must bear to be
 * asked from several threads. A tap has no way to make a call.
 */
@FunctionalInterface
public interface Tap {
    /** Decides about one frame. */
    Verdict inspect(TappedFrame frame);
}
