package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.TraceFile;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.ScenarioResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

class ScenarioTestExtensionTest {
    private static final String FILE = "src/test/resources/dev/sevsim/junit/scenarios/launches.yaml";

    /** Runs in the build, too: each of its scenarios passes. */
    @ScenarioTest("classpath:dev/sevsim/junit/scenarios/launches.yaml")
    void passes(Scenario scenario, ScenarioResult result) {
        assertThat(result.scenario()).isEqualTo(scenario);
        assertThat(result.passed()).isTrue();
    }

    static final class AFolder {
        @ScenarioTest(value = "classpath:dev/sevsim/junit/scenarios/", seed = 7)
        void scenarios() {}
    }

    static final class APath {
        @ScenarioTest(FILE)
        void scenarios() {}
    }

    static final class ABody {
        @ScenarioTest(FILE)
        void fails(ScenarioResult result) {
            throw new IllegalStateException("after " + result.scenario().name());
        }
    }

    static final class NoFile {
        @ScenarioTest("classpath:dev/sevsim/junit/none.yaml")
        void scenarios() {}
    }

    static final class TheCatalogue {
        @ScenarioTest({"catalogue:plain-launch", "catalogue:forged-*", "catalogue:typed-vm"})
        void scenarios() {}
    }

    static final class NotInTheCatalogue {
        @ScenarioTest("catalogue:plain-lunch")
        void scenarios() {}
    }

    @Test
    void makesATestOfScenariosOfTheCatalogue() {
        TestResults results = TestResults.of(TheCatalogue.class);

        assertThat(results.tests())
                .containsExactlyInAnyOrder(
                        "plain-launch",
                        "forged-measurement",
                        "forged-nonce",
                        "typed-vm[sev-es=true]",
                        "typed-vm[sev-es=false]");
        assertThat(results.tests())
                .allSatisfy(test -> assertThat(results.status(test)).isEqualTo(Status.SUCCESSFUL));
    }

    @Test
    void refusesANameThatTheCatalogueDoesNotHave() {
        assertThat(TestResults.of(NotInTheCatalogue.class).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .hasMessage("the catalogue has no scenario 'plain-lunch', did you mean plain-launch?"));
    }

    @Test
    void makesATestOfEachScenarioOfAFolder() {
        TestResults results = TestResults.of(AFolder.class);

        assertThat(results.tests()).containsExactly("accepted", "tampered", "wrong");
        assertThat(results.status("accepted")).isEqualTo(Status.SUCCESSFUL);
        assertThat(results.status("tampered")).isEqualTo(Status.SUCCESSFUL);
        assertThat(results.status("wrong")).isEqualTo(Status.FAILED);
    }

    @Test
    void explainsAScenarioThatFailsAndKeepsItsTrace() {
        Path trace =
                Path.of("target", "sevsim-traces", "dev.sevsim.junit.ScenarioTestExtensionTest.AFolder", "wrong.jsonl");

        Throwable failure = TestResults.of(AFolder.class).failure("wrong");

        assertThat(failure)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "scenario wrong failed:",
                        "verdict: expected accepted, found refused by firmware: ",
                        "repeat: sevsim scenario run '",
                        "wrong.yaml' --filter 'wrong' --seed 7",
                        "trace: " + trace);
        assertThat(TraceFile.read(trace).seed()).hasValue(7);
    }

    @Test
    void takesPaths() {
        assertThat(TestResults.of(APath.class).tests()).containsExactly("accepted", "tampered");
    }

    @Test
    void failsWithTheMethod() {
        assertThat(TestResults.of(ABody.class).failure("tampered")).hasMessage("after tampered");
    }

    @Test
    void runsNoTestForAResourceThatIsNotThere() {
        assertThat(TestResults.of(NoFile.class).tests()).isEmpty();
        assertThat(TestResults.of(NoFile.class).failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .hasMessage("resource 'dev/sevsim/junit/none.yaml' is not on the class path"));
    }
}
