package dev.sevsim.scenario.expect;

import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.scenario.Expectation;
import dev.sevsim.scenario.Mismatch;
import dev.sevsim.scenario.Observed;
import java.util.List;

/**
 * The launch ends with this verdict.
 *
 * @param verdict one of docs/verdicts.md
 */
public record VerdictIs(Verdict verdict) implements Expectation.OfEnd {
    @Override
    public List<Mismatch> check(Observed run) {
        return Checks.withRule(
                Checks.same(
                        "verdict",
                        verdict.text(),
                        run.report().map(report -> report.verdict().text()).orElse("none"),
                        run.report().map(report -> report.outcome()).orElse("no report")),
                run);
    }
}
