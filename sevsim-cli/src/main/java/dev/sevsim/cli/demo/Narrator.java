package dev.sevsim.cli.demo;

import dev.sevsim.abi.Bytes;

/** Receives the output of a demonstration. */
public interface Narrator {
    /** Ignores it. */
    Narrator NONE = new Narrator() {};

    /** A new chapter. */
    default void chapter(String title) {}

    /** A line of the chapter. */
    default void say(String text) {}

    /**
     * The same bytes in two views.
     *
     * @param left the one view
     * @param right the other view, of the same length
     */
    default void compare(String leftTitle, Bytes left, String rightTitle, Bytes right) {}
}
