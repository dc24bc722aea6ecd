package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Runs classes with the extension and looks at their results from outside. */
class SevSimulatorExtensionTest {
    private static final String TRACE = "sevsim.test.trace";

    /** Seeds and machines that the classes below saw, by test. */
    private static final Map<String, List<Long>> SEEDS = new LinkedHashMap<>();

    @BeforeAll
    static void forget() {
        SEEDS.clear();
    }

    /** Not run by itself: a nested class is no test class for the build. */
    @SevTest(seed = 21)
    static final class SeedOfTheClass {
        @Test
        void passes(SevSimulator simulator) {
            saw("passes", simulator);
        }

        @Test
        void fails(SevSimulator simulator) {
            saw("fails", simulator);
            throw new IllegalStateException("a test that fails");
        }

        @Test
        @SevTest(seed = 22)
        void overrides(SevSimulator simulator) {
            saw("overrides", simulator);
        }

        @Test
        void failsWithoutASimulator() {
            throw new IllegalStateException("a test that fails");
        }

        @Test
        void lacksAResolver(String unknown) {
            saw("lacksAResolver");
        }
    }

    @SevTest
    static final class FreshSeeds {
        @Test
        void first(SevSimulator one, SevSimulator other) {
            saw("first", one, other);
        }

        @Test
        void second(SevSimulator simulator) {
            saw("second", simulator);
            throw new IllegalStateException("a test that fails");
        }
    }

    @SevTest
    static final class ManySimulators {
        private final SevSimulator ofConstructor;
        private @Nullable SevSimulator ofSetUp;

        ManySimulators(SevSimulator simulator) {
            ofConstructor = simulator;
        }

        @BeforeEach
        void setUp(SevSimulator simulator) {
            ofSetUp = simulator;
        }

        @Test
        void test(SevSimulator simulator) {
            saw("test", ofConstructor, Objects.requireNonNull(ofSetUp), simulator);
            throw new IllegalStateException("a test that fails");
        }
    }

    @SevTest(seed = 3)
    static final class Traced {
        @Test
        void leavesAMachineOn(SevSimulator simulator) {
            Path trace = Path.of(System.getProperty(TRACE));
            Machine machine = simulator.assemble(simulator.spec().trace(trace).build());
            assertThat(machine.trace().enabled()).isTrue();
            assertThat(Files.exists(trace))
                    .as("the trace file takes its name at the end")
                    .isFalse();
        }
    }

    private static void saw(String test, SevSimulator... simulators) {
        List<Long> seeds = new ArrayList<>();
        for (SevSimulator simulator : simulators) {
            seeds.add(simulator.seed());
        }
        SEEDS.put(test, seeds);
    }

    private static List<Long> seeds(String test) {
        return Objects.requireNonNull(SEEDS.get(test), test);
    }

    @Test
    void resolvesParametersWithTheSeedOfTheNearestAnnotation() {
        TestResults results = TestResults.of(SeedOfTheClass.class);

        assertThat(SEEDS)
                .containsEntry("passes", List.of(21L))
                .containsEntry("fails", List.of(21L))
                .containsEntry("overrides", List.of(22L));
        assertThat(results.status("passes")).isEqualTo(Status.SUCCESSFUL);
        assertThat(results.status("overrides")).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void resolvesNoOtherParameter() {
        TestResults results = TestResults.of(SeedOfTheClass.class);

        assertThat(results.status("lacksAResolver")).isEqualTo(Status.FAILED);
        assertThat(SEEDS).doesNotContainKey("lacksAResolver");
    }

    @Test
    void reportsTheSeedOfFailedTestsAlone() {
        TestResults results = TestResults.of(SeedOfTheClass.class);

        assertThat(results.reportedSeeds()).containsExactly(Map.entry("fails", "21"));
    }

    @Test
    void putsTheSeedBelowTheFailure() {
        TestResults results = TestResults.of(SeedOfTheClass.class);

        assertThat(results.failure("fails").getSuppressed())
                .extracting(Throwable::getMessage)
                .containsExactly(
                        "sevsim seed 21\nrepeat: mvn test -Dtest='" + SeedOfTheClass.class.getName() + "#fails'");
        assertThat(results.failure("failsWithoutASimulator").getSuppressed()).isEmpty();
    }

    @Test
    void hasOneSeedForConstructorSetUpAndTest() {
        TestResults results = TestResults.of(ManySimulators.class);

        assertThat(results.status("test")).isEqualTo(Status.FAILED);
        assertThat(seeds("test")).hasSize(3).containsOnly(seeds("test").get(0));
        assertThat(results.reportedSeeds())
                .containsExactly(Map.entry("test", Long.toString(seeds("test").get(0))));
    }

    @Test
    void drawsAFreshSeedForEachTestAndReportsIt() {
        TestResults results = TestResults.of(FreshSeeds.class);

        List<Long> both = seeds("first");
        long second = seeds("second").get(0);
        assertThat(both).hasSize(2).containsOnly(both.get(0)).doesNotContain(second);
        assertThat(results.reportedSeeds()).containsExactly(Map.entry("second", Long.toString(second)));
    }

    @Test
    void switchesMachinesOffAfterTheTest(@TempDir Path directory) {
        Path trace = directory.resolve("trace.jsonl");
        System.setProperty(TRACE, trace.toString());
        try {
            assertThat(TestResults.of(Traced.class).status("leavesAMachineOn")).isEqualTo(Status.SUCCESSFUL);
        } finally {
            System.clearProperty(TRACE);
        }
        assertThat(trace).isNotEmptyFile();
    }
}
