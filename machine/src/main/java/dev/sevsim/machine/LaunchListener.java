package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;

/** Receives the steps of a launch while it happens. */
public interface LaunchListener {
    /** Ignores them. */
    LaunchListener NONE = new LaunchListener() {};

    /**
     * A step was done.
     *
     * @param who the party that acted, such as {@code owner}
     * @param what one line of text
     */
    default void step(String who, String what) {}

    /** The guest printed; {@code output} may be part of a line, ends in LF where a line ends, and need not be text. */
    default void guestPrinted(Bytes output) {}
}
