package dev.sevsim.cli;

import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.time.SimRandom;
import dev.sevsim.machine.Seed;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The seed of everything random, so that a run can be repeated. */
@Topic.Of(Topic.RUN)
final class SeedOption {
    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of everything random, to repeat a run; it gives keys and secrets away (default: none).")
    private @Nullable String seed;

    /** Empty for the operating system's randomness. */
    OptionalLong value() {
        return seed == null ? OptionalLong.empty() : OptionalLong.of(Seed.parse(seed));
    }

    /** Randomness of a guest owner outside of a machine. */
    SimRandom owner() {
        return SeededRandom.of(value()).split("owner");
    }

    /** What the first line of a run has to state about its seed; the seed is not divided where the line is too long. */
    static String notice(OptionalLong seed) {
        String text = "sevsim " + Main.Version.number() + ": everything is simulated and protects nothing";
        if (seed.isEmpty()) {
            return text;
        }
        String number = "(seed " + seed.getAsLong() + ")";
        boolean fits = text.length() + 1 + number.length() <= Console.columns();
        return text + (fits ? " " : "\n  ") + number;
    }
}
