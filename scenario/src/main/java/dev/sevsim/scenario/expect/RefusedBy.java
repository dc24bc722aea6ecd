package dev.sevsim.scenario.expect;

import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;
import java.util.Locale;

/**
 * This party ended the launch.
 *
 * @param party who refused or failed
 */
public record RefusedBy(Refusal.By party) implements Expectation.OfEnd {
    @Override
    public List<Mismatch> check(Observed run) {
        String found = Checks.refusal(run).map(refusal -> name(refusal.by())).orElse("none");
        String detail = Checks.refusal(run)
                .map(refusal -> name(refusal.by()) + ": " + refusal.reason())
                .orElse("a launch that was not refused");
        return Checks.withRule(Checks.same("refused-by", name(party), found, detail), run);
    }

    static String name(Refusal.By party) {
        return party.name().toLowerCase(Locale.ROOT);
    }
}
