package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformKeyCommandTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"pdh-gen, pdh", "pek-gen, oca pek pdh"})
    void makesNewKeys(String command, String changed) {
        String before = run("pdh-gen");
        String after = run(command);

        assertThat(after).hasLineCount(4);
        assertThat(Stream.of("oca", "pek", "pdh")
                        .filter(name -> !line(after, name).equals(line(before, name))))
                .containsExactly(changed.split(" "));
        assertThat(after.lines().filter(line -> line.contains("  new  ")).map(line -> line.substring(0, 3)))
                .containsExactly(changed.split(" "));
    }

    @Test
    void erasesTheIdentityOfTheSameChip() {
        String id = run("id");
        String before = run("pdh-gen");

        assertThat(run("reset")).startsWith("platform reset");
        assertThat(run("id")).isEqualTo(id);
        assertThat(line(run("pdh-gen"), "pek")).isNotEqualTo(line(before, "pek"));
    }

    private String run(String command) {
        CapturedRun run = CapturedRun.of("platform", command, "--state", directory);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return run.out();
    }

    private static String line(String listing, String name) {
        return listing.lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.lastIndexOf(' ')))
                .findFirst()
                .orElseThrow();
    }
}
