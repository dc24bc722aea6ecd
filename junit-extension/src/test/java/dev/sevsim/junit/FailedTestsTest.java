package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.TraceFile;
import dev.sevsim.scenario.LaunchResult;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What fails a test, and what a reader gets for it. */
class FailedTestsTest {
    private static final String FILES = "dev.sevsim.junit.FailedTestsTest.";
    private static final GuestPolicy UNKNOWN_BIT = new GuestPolicy(0x41);

    @SevTest(seed = 7)
    static final class Launches {
        @Test
        void ignoresAnError(SevSimulator sev) {
            var unused = sev.launch(l -> l.policy(UNKNOWN_BIT));
        }

        @Test
        void expectsErrors(SevSimulator sev) {
            LaunchResult launch = sev.expectFirmwareErrors().launch(l -> l.policy(UNKNOWN_BIT));
            assertThat(launch.report().verdict()).isEqualTo(Verdict.REFUSED);
        }

        @Test
        void expectsOneOfTwoErrors(SevSimulator sev) {
            LaunchResult launch = sev.launch(l -> l.policy(UNKNOWN_BIT));
            launch.errors().expectAll();
            var unused = sev.launch(l -> l.policy(UNKNOWN_BIT));
        }

        @Test
        void failsItself(SevSimulator sev) {
            var unused = sev.launch(l -> l.policy(UNKNOWN_BIT));
            throw new IllegalStateException("a test that fails");
        }

        @Test
        void isAborted(SevSimulator sev) {
            var unused = sev.launch();
            Assumptions.abort("not today");
        }

        @Test
        void startsAGuestThatIsRefused(SevSimulator sev) {
            var unused = sev.start(l -> l.policy(UNKNOWN_BIT));
        }

        @Test
        void ordersAnActThatIsNotDone(SevSimulator sev, HostileHost host) {
            host.act("before SEND_START: flip-bit page=secrets");
            var unused = sev.launch();
        }

        @Test
        void ordersAFaultThatDoesNotHappen(SevSimulator sev, HostileHost host) {
            host.fault("SEND_START:1:drop");
            var unused = sev.launch();
        }
    }

    @SevTest(seed = 8)
    static final class AroundTests {
        @BeforeEach
        void launches(SevSimulator sev) {
            var unused = sev.launch();
            throw new IllegalStateException("a set-up that fails");
        }

        @Test
        void neverRuns() {}
    }

    @SevTest(seed = 9)
    static final class AfterTests {
        @Test
        void passes(SevSimulator sev) {
            var unused = sev.launch();
        }

        @AfterEach
        void fails() {
            throw new IllegalStateException("a clean-up that fails");
        }
    }

    static final class WithADirectory {
        @RegisterExtension
        final SevSimulatorExtension sev = SevSimulatorExtension.builder()
                .traces(Path.of("target", "traces-of-failed-tests"))
                .build();

        @Test
        void launchesTwice() {
            LaunchResult first = sev.launch(l -> l.vcpus(2));
            assertThat(first.report().verdict()).isEqualTo(Verdict.ACCEPTED);
            var unused = sev.launch(l -> l.policy(UNKNOWN_BIT));
        }
    }

    @Test
    void failsForAnErrorOfTheFirmwareThatWasNotExpected() {
        TestResults results = TestResults.of(Launches.class);

        assertThat(results.status("ignoresAnError")).isEqualTo(Status.FAILED);
        assertThat(results.failure("ignoresAnError"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the firmware answered LAUNCH_START with POLICY_FAILURE: ");
        assertThat(results.status("expectsErrors")).isEqualTo(Status.SUCCESSFUL);
        assertThat(results.failure("expectsOneOfTwoErrors")).message().doesNotContain("\n");
    }

    @Test
    void failsForWhatWasOrderedAndDidNotHappen() {
        TestResults results = TestResults.of(Launches.class);

        assertThat(results.failure("ordersAnActThatIsNotDone"))
                .hasMessage(
                        "the act 'before SEND_START: flip-bit page=secrets bit=0x0' was not done: its point was not reached");
        assertThat(results.failure("ordersAFaultThatDoesNotHappen"))
                .hasMessage("the fault 'SEND_START:1:drop' did not happen");
    }

    @Test
    void explainsTheFailureOfATest() {
        TestResults results = TestResults.of(Launches.class);

        assertThat(results.failure("failsItself")).hasMessage("a test that fails");
        assertThat(results.explanation("failsItself").lines())
                .hasSize(4)
                .anyMatch("sevsim seed 7"::equals)
                .anyMatch(("repeat: mvn test -Dtest='" + Launches.class.getName() + "#failsItself'")::equals)
                .anyMatch(
                        ("trace: " + Path.of("target", "sevsim-traces", FILES + "Launches.failsItself.jsonl"))::equals)
                .anyMatch(line -> line.startsWith("first refusal: psp LAUNCH_START POLICY_FAILURE: "));
        assertThat(TraceFile.read(Path.of("target", "sevsim-traces", FILES + "Launches.failsItself.jsonl"))
                        .records())
                .anyMatch(record -> record.event()
                        .outcome()
                        .filter("POLICY_FAILURE"::equals)
                        .isPresent());
    }

    @Test
    void explainsFailuresOfEveryKind() {
        TestResults results = TestResults.of(Launches.class);

        assertThat(results.explanation("ignoresAnError")).contains("sevsim seed 7", "repeat: ", "trace: ");
        assertThat(results.explanation("startsAGuestThatIsRefused")).contains("sevsim seed 7", "first refusal: ");
        assertThat(results.status("isAborted")).isEqualTo(Status.ABORTED);
        assertThat(results.failure("isAborted").getSuppressed()).isEmpty();
        assertThat(TestResults.of(AroundTests.class).explanation("neverRuns")).contains("sevsim seed 8", "trace: ");
        assertThat(TestResults.of(AfterTests.class).explanation("passes")).contains("sevsim seed 9", "trace: ");
    }

    @Test
    void namesTheSeedThatRepeatsTheRun() {
        TestResults results = TestResults.of(WithADirectory.class, Map.of("sevsim.seed", "4711"));

        assertThat(results.explanation("launchesTwice"))
                .contains(
                        "sevsim seed 4711",
                        "#launchesTwice' -Dsevsim.seed=4711",
                        "trace: "
                                + Path.of(
                                        "target",
                                        "traces-of-failed-tests",
                                        FILES + "WithADirectory.launchesTwice-1.jsonl"),
                        "trace: "
                                + Path.of(
                                        "target",
                                        "traces-of-failed-tests",
                                        FILES + "WithADirectory.launchesTwice-2.jsonl"));
        assertThat(TestResults.of(WithADirectory.class, Map.of("sevsim.seed", "x"))
                        .failure("launchesTwice"))
                .hasMessage("sevsim.seed 'x' is not a whole number");
    }
}
