package dev.sevsim.scenario.expect;

import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;

/**
 * The rule behind the refusal of the launch contains this.
 *
 * @param text part of the rule or of what was found
 */
public record RuleContains(String text) implements Expectation.OfEnd {
    @Override
    public List<Mismatch> check(Observed run) {
        String rule = Checks.refusal(run)
                .flatMap(Refusal::why)
                .map(why -> why.rule() + " (" + why.found() + ")")
                .orElse("");
        return Checks.contains("rule", text, rule);
    }
}
