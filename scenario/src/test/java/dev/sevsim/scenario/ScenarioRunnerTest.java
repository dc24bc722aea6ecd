package dev.sevsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.HostSpec;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.act.PlannedAct;
import dev.sevsim.machine.act.Point;
import dev.sevsim.scenario.expect.Answers;
import dev.sevsim.scenario.expect.HostSees;
import dev.sevsim.scenario.expect.RefusedBy;
import dev.sevsim.scenario.expect.VerdictIs;
import dev.sevsim.scenario.leak.Leak.Kind;
import dev.sevsim.scenario.leak.Leak.Place;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScenarioRunnerTest {
    private static final String READ_SECRET =
            "cat /sys/kernel/security/secrets/coco/e6f5a162-d67f-4750-a67c-5d065f2a9910";

    @Test
    void passesALaunchThatIsAccepted() {
        Scenario scenario = Scenario.named("plain")
                .expect(new VerdictIs(Verdict.ACCEPTED), Answers.firmware("LAUNCH_FINISH", "SUCCESS"))
                .build();

        assertThat(run(scenario).mismatches()).isEmpty();
    }

    @Test
    void passesARefusalThatIsExpected() {
        Scenario scenario = flipped()
                .expect(
                        new VerdictIs(Verdict.REFUSED),
                        new RefusedBy(Refusal.By.OWNER),
                        Answers.firmware("LAUNCH_SECRET", Answers.NEVER))
                .build();

        assertThat(run(scenario).mismatches()).isEmpty();
    }

    @Test
    void namesTheFirstStepThatWentOtherwise() {
        Scenario scenario = flipped()
                .expect(new VerdictIs(Verdict.ACCEPTED), Answers.firmware("LAUNCH_MEASURE", "POLICY_FAILURE"))
                .build();

        ScenarioResult result = run(scenario);

        assertThat(result.passed()).isFalse();
        assertThat(result.mismatches().get(0).text())
                .isEqualTo("firmware: expected LAUNCH_MEASURE POLICY_FAILURE, found SUCCESS");
        assertThat(result.mismatches().get(0).step()).isPresent();
        assertThat(result.mismatches().get(1).text()).startsWith("verdict: expected accepted, found refused by owner");
    }

    @Test
    void namesTheStepAtWhichTheOwnerRefused() {
        ScenarioResult result =
                run(flipped().expect(new VerdictIs(Verdict.ACCEPTED)).build());

        Mismatch verdict = result.mismatches().get(0);
        assertThat(verdict.step()).isPresent();
        assertThat(verdict.why()).isEmpty();
    }

    @Test
    void failsWhenTheHostSeesASecret() {
        Scenario scenario = printing().expect(new VerdictIs(Verdict.ACCEPTED)).build();

        assertThat(run(scenario).mismatches())
                .extracting(Mismatch::text)
                .anyMatch(text -> text.startsWith("host-never-sees: expected no secrets, found secret e6f5a162"));
    }

    @Test
    void passesWhenTheHostSeesASecretThatItIsExpectedToSee() {
        Scenario scenario = printing()
                .expect(
                        new VerdictIs(Verdict.ACCEPTED),
                        new HostSees(Kind.SECRETS, Set.of(Place.CONSOLE, Place.FRAMES, Place.MEMORY)))
                .build();

        assertThat(run(scenario).mismatches()).isEmpty();
    }

    @Test
    void failsForAnActWhosePointWasNotReached() {
        Scenario scenario = Scenario.named("unreached")
                .machine(machine -> machine.host(HostSpec.builder()
                        .act(PlannedAct.parse("before SEND_START: flip-bit page=secrets"))
                        .build()))
                .expect(new VerdictIs(Verdict.ACCEPTED))
                .build();

        assertThat(run(scenario).mismatches())
                .extracting(Mismatch::text)
                .anyMatch(text -> text.startsWith("acts: expected before SEND_START: flip-bit page=secrets"));
    }

    @Test
    void checksAtAPointOfTheRun() {
        Scenario scenario = Scenario.named("before")
                .expect(new VerdictIs(Verdict.ACCEPTED))
                .at(Point.before("LAUNCH_FINISH"), Answers.firmware("LAUNCH_FINISH", "SUCCESS"))
                .build();

        assertThat(run(scenario).mismatches())
                .extracting(Mismatch::text)
                .containsExactly(
                        "before LAUNCH_FINISH, firmware: expected LAUNCH_FINISH SUCCESS, found 0 commands of that name");
    }

    @Test
    void namesTheRefusalBeforeACommandThatNeverCame() {
        Mismatch missing = run(flipped()
                        .expect(Answers.firmware("LAUNCH_SECRET", "SUCCESS"))
                        .build())
                .mismatches()
                .get(0);

        assertThat(missing.found())
                .startsWith("0 commands of that name, the launch was refused by owner: ")
                .contains("measurement");
        assertThat(missing.step()).isPresent();
    }

    private static Scenario.Builder flipped() {
        return Scenario.named("flipped")
                .machine(machine -> machine.host(HostSpec.builder()
                        .act(PlannedAct.parse("before LAUNCH_UPDATE_DATA: flip-bit page=reset-vector"))
                        .build()));
    }

    private static Scenario.Builder printing() {
        return Scenario.named("printing").machine(machine -> machine.guest(guest -> guest.run(READ_SECRET)));
    }

    private static ScenarioResult run(Scenario scenario) {
        return new ScenarioRunner(7).run(scenario);
    }
}
