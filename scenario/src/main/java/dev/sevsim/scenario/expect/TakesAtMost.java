package dev.sevsim.scenario.expect;

import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.time.Duration;
import java.util.List;

/**
 * Limit of simulated time since the machine was switched on.
 *
 * @param limit at most this
 */
public record TakesAtMost(Duration limit) implements Expectation {
    @Override
    public List<Mismatch> check(Observed run) {
        Duration taken = Duration.ofNanos(run.machine().clock().elapsedNanos());
        return taken.compareTo(limit) <= 0
                ? List.of()
                : List.of(Mismatch.of("simulated-time-at-most", limit.toMillis() + " ms", taken.toMillis() + " ms"));
    }
}
