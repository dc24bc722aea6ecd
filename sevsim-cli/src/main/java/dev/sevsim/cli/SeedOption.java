package dev.sevsim.cli;

import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.machine.Seed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The seed of everything random, so that a run can be repeated. */
@Topic.Of(Topic.RUN)
final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of everything random, to repeat a run (default: a fresh one).")
    private @Nullable String seed;

    long value() {
        return seed == null ? Seed.fresh() : Seed.parse(seed);
    }

    /** Randomness of a guest owner outside of a machine. */
    SimRandom owner() {
        return SeededRandom.of(value()).split("owner");
    }
}
