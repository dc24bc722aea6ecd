package dev.sevsim.assertj;

import static dev.sevsim.assertj.SevAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.firmware.CommandId;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.machine.Keyboard;
import dev.sevsim.machine.Launch;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.LaunchReport.Refusal;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.Machine;
import dev.sevsim.machine.MachineSpec;
import dev.sevsim.scenario.LaunchResult;
import dev.sevsim.scenario.Observed;
import dev.sevsim.scenario.Watch;
import dev.sevsim.scenario.expect.KernelLogText;
import dev.sevsim.scenario.leak.Leak;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LaunchAssertTest {
    private static final String SECRET = "s3cret-of-the-owner";
    private static final String TAMPER = "before LAUNCH_UPDATE_DATA: flip-bit page=reset-vector";

    @Test
    void passesForALaunchThatIsAsExpected() {
        LaunchResult launch = launch(l -> l.secret("offline-keys", SECRET));

        assertThat(launch)
                .isAccepted()
                .answered("LAUNCH_FINISH", SevStatus.SUCCESS)
                .answered(CommandId.LAUNCH_MEASURE, SevStatus.SUCCESS)
                .answeredIoctl("KVM_SEV_LAUNCH_FINISH", "0")
                .neverCalled("SEND_START")
                .neverCalled(CommandId.DBG_DECRYPT)
                .printed("e6f5a162-d67f-4750-a67c-5d065f2a9910")
                .neverPrinted(SECRET)
                .hostNeverSees(SECRET)
                .hostNeverSees(Leak.Kind.SECRETS)
                .hostNeverSees(Leak.Kind.KEYS);
    }

    @Test
    void namesVerdictReasonAndSeedOfALaunchThatIsNotAccepted() {
        LaunchResult launch = launch(l -> l.act(TAMPER));

        assertThat(launch).wasRefusedBy(Refusal.By.OWNER).because("measurement");
        assertFails(
                () -> assertThat(launch).isAccepted(),
                "verdict: expected accepted, found refused by owner: ",
                "seed: 7");
        assertFails(
                () -> assertThat(launch).wasRefusedBy(Refusal.By.FIRMWARE),
                "refused-by: expected firmware, found owner");
        assertFails(
                () -> assertThat(launch).because("the moon"), "reason: expected 'the moon', found the owner refused");
    }

    @Test
    void namesTheRuleOfTheFirmwareAndItsSource() {
        LaunchResult launch = launch(l -> l.policy(0x41));

        assertFails(
                () -> assertThat(launch).answered("LAUNCH_START", SevStatus.SUCCESS),
                "firmware: expected LAUNCH_START SUCCESS, found POLICY_FAILURE",
                "rule: ",
                "found: ",
                "source: ");
        assertFails(() -> assertThat(launch).isAccepted(), "rule: ", "source: ");
    }

    @Test
    void takesAssertedErrorsForExpected() {
        LaunchResult asserted = launch(l -> l.policy(0x41));
        LaunchResult refused = launch(l -> l.policy(0x41));
        assertThat(asserted.errors().unexpected()).hasSize(1);

        assertThat(asserted).answered("LAUNCH_START", SevStatus.POLICY_FAILURE);
        assertThat(refused).wasRefusedBy(Refusal.By.FIRMWARE).because("POLICY");

        assertThat(asserted.errors().unexpected()).isEmpty();
        assertThat(refused.errors().unexpected()).isEmpty();
    }

    @Test
    void failsForACommandThatCameAndForOneThatDidNot() {
        LaunchResult launch = launch(l -> l);

        assertFails(
                () -> assertThat(launch).neverCalled("LAUNCH_FINISH"), "expected LAUNCH_FINISH never, found SUCCESS");
        assertFails(
                () -> assertThat(launch).answered("SEND_START", SevStatus.SUCCESS),
                "expected SEND_START SUCCESS, found 0 commands of that name");
        assertThatThrownBy(() -> assertThat(launch).neverCalled("LAUNCH_END"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'LAUNCH_END' is no command of the firmware");
    }

    @Test
    void failsWhenTheHostSeesASecret() {
        LaunchResult launch =
                launch(l -> l.secret("offline-keys", SECRET).run("cat /sys/kernel/security/secrets/coco/*"));

        assertFails(
                () -> assertThat(launch).hostNeverSees(SECRET),
                "host-never-sees: expected nothing of it, found secret");
        assertFails(() -> assertThat(launch).hostNeverSees(Leak.Kind.SECRETS), "expected no secrets, found secret");
        assertFails(() -> assertThat(launch).neverPrinted(SECRET), "expected no '" + SECRET + "'");
        assertThatThrownBy(() -> assertThat(launch).hostNeverSees(Leak.Kind.SECRETS))
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void refusesToAssertWhatWasNotSearchedForOrCannotBeKnown() {
        LaunchResult launch = launch(l -> l);

        assertThatThrownBy(() -> assertThat(launch).hostNeverSees("another"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("searchFor(TEXT)");
        assertThatThrownBy(() -> assertThat(launch).hostNeverSees(Leak.Kind.TEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nothing of the kind text was searched for, expected one of keys, private-pages, secrets");
        assertThatThrownBy(() -> assertThat(launch).meets(new KernelLogText("SEV", true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a guest that runs");
    }

    @Test
    void hasTheDescriptionOfAssertJ() {
        LaunchResult launch = launch(l -> l.act(TAMPER));

        assertFails(() -> assertThat(launch).as("tampered").hasVerdict(Verdict.ACCEPTED), "[tampered] verdict: ");
    }

    private static void assertFails(ThrowingCallable assertion, String... parts) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContainingAll(parts);
    }

    private static LaunchResult launch(UnaryOperator<MachineSpec.Builder> options) {
        MachineSpec spec =
                options.apply(MachineSpec.builder().printNoSecrets().seed(7)).build();
        Watch watch = new Watch();
        try (Machine machine = watch.assemblyOf(spec).assemble()) {
            Observed observed = watch.begin(machine);
            return watch.result(observed, Launch.run(machine, watch.listening(LaunchListener.NONE), Keyboard.NONE));
        }
    }
}
