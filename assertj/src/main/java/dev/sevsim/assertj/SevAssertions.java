package dev.sevsim.assertj;

import dev.sevsim.scenario.LaunchResult;
import dev.sevsim.scenario.ScenarioResult;
import org.jspecify.annotations.Nullable;

/** Where assertions on launches and scenarios begin. */
public final class SevAssertions {
    private SevAssertions() {}

    /** Begins an assertion on a launch. */
    public static LaunchAssert assertThat(@Nullable LaunchResult actual) {
        return new LaunchAssert(actual);
    }

    /** Begins an assertion on a scenario that has run. */
    public static ScenarioAssert assertThat(@Nullable ScenarioResult actual) {
        return new ScenarioAssert(actual);
    }
}
