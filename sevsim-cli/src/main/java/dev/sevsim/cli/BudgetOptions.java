package dev.sevsim.cli;

import dev.sevsim.machine.MachineSpec;
import dev.sevsim.machine.option.Numbers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How far a guest may run from one wait for input to the next. */
@Topic.Of(Topic.RUN)
final class BudgetOptions {
    private static final long MOST_SECONDS = 1_000_000_000L;

    @Option(
            names = "--max-steps",
            paramLabel = "N",
            description = "Exits that the guest may make without waiting for input, before the run ends (default:"
                    + " 2000000).")
    private @Nullable String steps;

    @Option(
            names = "--max-time",
            paramLabel = "SECONDS",
            description = "Simulated time that may pass while the guest does not wait for input (default: 86400).")
    private @Nullable String time;

    void apply(MachineSpec.Builder machine) {
        if (steps != null) {
            machine.maxSteps(Numbers.positive("--max-steps", steps, Long.MAX_VALUE));
        }
        if (time != null) {
            machine.maxTime(Duration.ofSeconds(Numbers.positive("--max-time", time, MOST_SECONDS)));
        }
    }
}
