package dev.sevsim.junit;

import dev.sevsim.simulator.Launch;
import dev.sevsim.simulator.LaunchListener;
import dev.sevsim.simulator.LaunchReport;
import dev.sevsim.simulator.LaunchRequest;

/** What a test launches guests with; every launch has a machine of its own. */
public final class SevSimulator {
    private final long seed;

    SevSimulator(long seed) {
        this.seed = seed;
    }

    /** The seed of every launch. */
    public long seed() {
        return seed;
    }

    /** Runs one launch to its end; a refusal is a report like any other. */
    public LaunchReport launch(LaunchRequest request) {
        return Launch.run(request, Launch.Options.ofSeed(seed), LaunchListener.NONE, null);
    }
}
