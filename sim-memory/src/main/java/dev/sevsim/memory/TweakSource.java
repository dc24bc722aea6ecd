package dev.sevsim.memory;

import dev.sevsim.bus.time.SimRandom;

/**
 * Where a generation's tweak constants come from.
 *
 * <p>Source: docs/reference/sev-firmware-api.md section 7.1.
 */
public enum TweakSource {
    /** One fixed table for all machines. */
    PUBLISHED,
    /** Drawn at every boot. */
    RANDOM_PER_BOOT;

    /** The constants of one boot; {@code random} is drawn from only where they are random. */
    public TweakConstants constants(SimRandom random) {
        return this == PUBLISHED ? TweakConstants.published() : TweakConstants.random(random);
    }
}
