package dev.sevsim.bus;

import dev.sevsim.bus.frame.Frame;
import java.util.Optional;

/** A party's answer to what arrives at one of its endpoints. */
@FunctionalInterface
public interface RequestHandler {
    /** Answers a frame; empty means that no answer is sent (a notice, or a party that no longer answers). */
    Optional<Frame> handle(Frame request);
}
