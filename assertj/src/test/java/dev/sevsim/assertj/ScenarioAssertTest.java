package dev.sevsim.assertj;

import static dev.sevsim.assertj.SevAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import dev.sevsim.scenario.ScenarioRunner;
import dev.sevsim.scenario.expect.Answers;
import dev.sevsim.scenario.expect.VerdictIs;
import org.junit.jupiter.api.Test;

class ScenarioAssertTest {
    @Test
    void passesForAScenarioThatPasses() {
        ScenarioResult result = run(Verdict.ACCEPTED);

        assertThat(result).passes();
        assertThatThrownBy(() -> assertThat(result).failsAt("verdict"))
                .hasMessage("expected that verdict does not hold, found that scenario plain passed");
    }

    @Test
    void showsEveryMismatchAndHowToRepeatTheRun() {
        ScenarioResult result = run(Verdict.REFUSED);

        assertThat(result).failsAt("verdict");
        assertThatThrownBy(() -> assertThat(result).passes())
                .isInstanceOf(AssertionError.class)
                .hasMessage("""
                        scenario plain failed:
                          verdict: expected refused, found accepted
                        repeat: new ScenarioRunner(7L)""");
    }

    private static ScenarioResult run(Verdict expected) {
        return new ScenarioRunner(7)
                .run(Scenario.named("plain")
                        .expect(new VerdictIs(expected), Answers.firmware("LAUNCH_FINISH", SevStatus.SUCCESS.name()))
                        .build());
    }
}
