package dev.sevsim.host.vmm;

import java.time.Duration;

/**
 * How far a guest may run in one go, from one wait for input to the next: a guest that loops for ever ends there.
 *
 * @param steps exits to the VMM, of all vCPUs together, at least 1
 * @param time simulated time, more than none
 */
public record RunBudget(long steps, Duration time) {
    /** Two million exits, which take a minute or two, and one day. */
    public static final RunBudget DEFAULT = new RunBudget(2_000_000, Duration.ofDays(1));

    public RunBudget {
        if (steps < 1 || time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException(steps + " steps and " + time + ", expected more than none of each");
        }
    }

    /** The same time with other steps. */
    public RunBudget withSteps(long other) {
        return new RunBudget(other, time);
    }

    /** The same steps with another time. */
    public RunBudget withTime(Duration other) {
        return new RunBudget(steps, other);
    }
}
