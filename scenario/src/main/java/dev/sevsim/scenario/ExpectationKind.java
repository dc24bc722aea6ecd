package dev.sevsim.scenario;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * An expectation as files write it: {@code name: value}.
 *
 * @param name the key below {@code expect}
 * @param shape what its value is
 * @param keys names that a mapping can have as keys; empty for more than can be listed
 * @param values what a text can be; empty for more than can be listed
 * @param description whole sentences
 * @param maker makes the expectations from a key, empty without a mapping, and its values
 */
public record ExpectationKind(
        String name,
        Shape shape,
        List<String> keys,
        List<String> values,
        String description,
        BiFunction<String, List<String>, List<Expectation>> maker) {
    private static final Set<String> AT_POINTS = Set.of(
            "firmware",
            "ioctl",
            "qmp",
            "audit",
            "console-shows",
            "console-lacks",
            "host-never-sees",
            "simulated-time-at-most",
            "platform-state");

    /** Whether it can be compared at a point of the run, and not at its end alone. */
    public boolean isAtPoints() {
        return AT_POINTS.contains(name);
    }

    /** What a value is. */
    public enum Shape {
        /** One text. */
        TEXT,
        /** One text or a list of texts. */
        TEXTS,
        /** A mapping from names to one text each. */
        TABLE,
        /** A mapping from names to one text or a list of texts each. */
        TABLE_OF_TEXTS
    }
}
