package dev.sevsim.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How far a guest may run from one wait for input to the next; {@link MachineOptions#draft} takes the values by the names of the options. */
@Topic.Of(Topic.RUN)
final class BudgetOptions {
    @Option(
            names = "--max-steps",
            paramLabel = "N",
            description = "Exits that the guest may make without waiting for input, before the run ends (default:"
                    + " 2000000).")
    @Nullable
    String steps;

    @Option(
            names = "--max-time",
            paramLabel = "SECONDS",
            description = "Simulated time that may pass while the guest does not wait for input (default: 86400).")
    @Nullable
    String time;
}
