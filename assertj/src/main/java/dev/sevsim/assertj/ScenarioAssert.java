package dev.sevsim.assertj;

import dev.sevsim.scenario.ScenarioResult;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on a scenario that has run. */
public final class ScenarioAssert extends AbstractAssert<ScenarioAssert, ScenarioResult> {
    ScenarioAssert(@Nullable ScenarioResult actual) {
        super(actual, ScenarioAssert.class);
    }

    /** Every expectation of the scenario holds. */
    public ScenarioAssert passes() {
        isNotNull();
        if (!actual.passed()) {
            failWithMessage("%s", actual.describe());
        }
        return this;
    }

    /**
     * An expectation does not hold.
     *
     * @param expectation its name in files, such as {@code verdict}
     */
    public ScenarioAssert failsAt(String expectation) {
        isNotNull();
        if (actual.mismatches().stream().noneMatch(one -> one.expectation().equals(expectation))) {
            failWithMessage("expected that %s does not hold, found that %s", expectation, actual.describe());
        }
        return this;
    }
}
