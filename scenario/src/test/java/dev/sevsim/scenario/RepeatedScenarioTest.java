package dev.sevsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same seed gives the same bytes, and another seed others. */
class RepeatedScenarioTest {
    private static final Set<String> SOME = Set.of(
            "plain-launch",
            "sev-es-four-vcpus",
            "encrypted-disk",
            "changed-secret-packet",
            "guest-sent-away",
            "lost-command");

    private static final int SEEDS = Boolean.getBoolean("sevsim.stress") ? 200 : 8;

    @TempDir
    private Path folder;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void repeatsItsTrace(long seed) throws IOException {
        for (Scenario scenario : Scenarios.catalogue()) {
            if (SOME.contains(scenario.name())) {
                byte[] first = trace(scenario, seed, "first");

                assertThat(trace(scenario, seed, "second")).as(scenario.name()).isEqualTo(first);
                assertThat(trace(scenario, seed + SEEDS, "other"))
                        .as(scenario.name())
                        .isNotEqualTo(first);
            }
        }
    }

    private byte[] trace(Scenario scenario, long seed, String run) throws IOException {
        Path directory = Files.createDirectories(folder.resolve(run));
        ScenarioResult result =
                new ScenarioRunner(seed).keepingTraces(directory).run(scenario);
        assertThat(result.mismatches()).as(scenario.name()).isEmpty();
        return Files.readAllBytes(result.trace().orElseThrow());
    }
}
