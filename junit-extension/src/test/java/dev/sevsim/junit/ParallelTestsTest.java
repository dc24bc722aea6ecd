package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.act.Acts;
import dev.sevsim.machine.act.Point;
import dev.sevsim.scenario.LaunchResult;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Tests of one class at the same time. */
class ParallelTestsTest {
    private static final Map<String, String> PARALLEL = Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");

    /** A shared field, whose methods belong to the test of their thread. */
    @Execution(ExecutionMode.CONCURRENT)
    static final class SharedField {
        @RegisterExtension
        static final SevSimulatorExtension SEV = SevSimulatorExtension.builder().build();

        @RepeatedTest(value = 8, name = "odd {currentRepetition}")
        void isTampered(HostileHost host) {
            host.act("before LAUNCH_UPDATE_DATA: flip-bit page=reset-vector");
            LaunchResult launch = SEV.launch(l -> l.noSecrets());
            assertThat(launch.report().verdict()).isEqualTo(Verdict.REFUSED);
            assertThat(launch.report().seed())
                    .isEqualTo(OptionalLong.of(SEV.simulator().seed()));
        }

        @RepeatedTest(value = 8, name = "even {currentRepetition}")
        void isNotTampered() {
            LaunchResult launch = SEV.launch(l -> l.noSecrets());
            assertThat(launch.report().verdict()).isEqualTo(Verdict.ACCEPTED);
            assertThat(SEV.trace().kind("host.act").events()).isEmpty();
        }
    }

    /** What a constructor got belongs to its instance. */
    @Execution(ExecutionMode.CONCURRENT)
    @SevTest
    static final class Constructor {
        private final SevSimulator sev;
        private final HostileHost host;

        Constructor(SevSimulator sev, HostileHost host) {
            this.sev = sev;
            this.host = host;
        }

        @RepeatedTest(value = 8, name = "tampered {currentRepetition}")
        void isTampered(Trace trace) {
            host.at(Point.before("LAUNCH_UPDATE_DATA"), Acts.parse("flip-bit page=reset-vector"));
            assertThat(sev.launch().report().verdict()).isEqualTo(Verdict.REFUSED);
            assertThat(trace.kind("host.act").events()).hasSize(1);
        }

        @RepeatedTest(value = 8, name = "whole {currentRepetition}")
        void isNotTampered(SevSimulator other) {
            assertThat(sev.launch().report().verdict()).isEqualTo(Verdict.ACCEPTED);
            assertThat(other.seed()).isEqualTo(sev.seed());
        }
    }

    @Test
    void testsOfASharedFieldHaveStatesOfTheirOwn() {
        assertAllPass(TestResults.of(SharedField.class, PARALLEL));
    }

    @Test
    void testsOfAConstructorHaveStatesOfTheirOwn() {
        assertAllPass(TestResults.of(Constructor.class, PARALLEL));
    }

    private static void assertAllPass(TestResults results) {
        assertThat(results.tests()).hasSize(16);
        for (String test : results.tests()) {
            assertThat(results.status(test)).as(test).isEqualTo(Status.SUCCESSFUL);
        }
    }
}
