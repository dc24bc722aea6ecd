package dev.sevsim.scenario;

import dev.sevsim.bus.trace.Explanation;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something that went otherwise than expected.
 *
 * @param expectation its name in files
 * @param expected what was expected
 * @param found what was found
 * @param step number of the trace's step at which it went otherwise; empty where it was never reached
 * @param why the rule of the party that answered, what it found, and the source
 */
public record Mismatch(
        String expectation, String expected, String found, OptionalLong step, Optional<Explanation> why) {
    /** A mismatch that no step of the trace shows. */
    public static Mismatch of(String expectation, String expected, String found) {
        return new Mismatch(expectation, expected, found, OptionalLong.empty(), Optional.empty());
    }

    /** One line: what was expected, and what was found. */
    public String text() {
        return expectation + ": expected " + expected + ", found " + found;
    }
}
