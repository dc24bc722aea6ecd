package dev.sevsim.host.vmm;

import dev.sevsim.bus.time.SimClock;
import dev.sevsim.host.vmm.RunResult.Outcome;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One go of a guest on its budget; counts the exits of all vCPUs. */
final class RunStretch {
    private final RunBudget budget;
    private final SimClock clock;
    private final BooleanSupplier interrupted;
    private final long start;
    private long steps;

    RunStretch(RunBudget budget, SimClock clock, BooleanSupplier interrupted) {
        this.budget = budget;
        this.clock = clock;
        this.interrupted = interrupted;
        this.start = clock.elapsedNanos();
    }

    /** Counts an exit of the boot vCPU; answers why the guest has to stop now. */
    Optional<RunResult> exited(Supplier<String> what) {
        Optional<RunResult> exhausted = counted(what);
        return exhausted.isEmpty() && interrupted.getAsBoolean()
                ? Optional.of(new RunResult(Outcome.INTERRUPTED, ""))
                : exhausted;
    }

    /** Counts an exit of a vCPU that is not interrupted. */
    Optional<RunResult> counted(Supplier<String> what) {
        steps++;
        if (steps >= budget.steps()) {
            return exhausted(budget.steps() + " steps", "--max-steps", what);
        }
        if (clock.elapsedNanos() - start >= budget.time().toNanos()) {
            return exhausted(budget.time().toSeconds() + " s of simulated time", "--max-time", what);
        }
        return Optional.empty();
    }

    private static Optional<RunResult> exhausted(String amount, String option, Supplier<String> what) {
        return Optional.of(new RunResult(
                Outcome.OVER_BUDGET, amount + ", " + option + ", without waiting for input; last: " + what.get()));
    }
}
