package dev.sevsim.scenario.expect;

import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;

/**
 * The reason why the launch was not accepted contains this.
 *
 * @param text part of the message of the party that ended the launch
 */
public record ReasonContains(String text) implements Expectation.OfEnd {
    @Override
    public List<Mismatch> check(Observed run) {
        return Checks.contains(
                "reason", text, Checks.refusal(run).map(Refusal::reason).orElse(""));
    }
}
