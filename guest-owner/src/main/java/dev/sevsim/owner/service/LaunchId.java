package dev.sevsim.owner.service;

import dev.sevsim.bus.time.SimRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names one launch: 122 random bits in the form of a UUID, so that it is no path and cannot be guessed.
 *
 * @param text lower case
 */
public record LaunchId(String text) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final long VERSION_MASK = ~0xF000L;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_MASK = ~0xC000_0000_0000_0000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /** From a request; empty for what was never an id of ours. */
    public static Optional<LaunchId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new LaunchId(text)) : Optional.empty();
    }

    static LaunchId draw(SimRandom random) {
        long high = (random.nextLong() & VERSION_MASK) | VERSION_4;
        long low = (random.nextLong() & VARIANT_MASK) | VARIANT;
        return new LaunchId(new UUID(high, low).toString());
    }

    @Override
    public String toString() {
        return text;
    }
}
