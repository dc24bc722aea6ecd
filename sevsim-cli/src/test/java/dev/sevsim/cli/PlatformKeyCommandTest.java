package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformKeyCommandTest {
    @TempDir
    private Path directory;

    @Test
    void makesANewPdhUnderTheSamePek() {
        String before = run("pdh-gen");
        String after = run("pdh-gen");

        assertThat(after).hasLineCount(3).isNotEqualTo(before);
        assertThat(line(after, "pek.cert")).isEqualTo(line(before, "pek.cert"));
        assertThat(line(after, "oca.cert")).isEqualTo(line(before, "oca.cert"));
        assertThat(line(after, "pdh.cert")).isNotEqualTo(line(before, "pdh.cert"));
    }

    @Test
    void makesANewIdentity() {
        String before = run("pdh-gen");
        String after = run("pek-gen");

        assertThat(line(after, "pek.cert")).isNotEqualTo(line(before, "pek.cert"));
        assertThat(line(after, "oca.cert")).isNotEqualTo(line(before, "oca.cert"));
    }

    @Test
    void erasesTheIdentityOfTheSameChip() {
        String id = run("id");
        String before = run("pdh-gen");

        assertThat(run("reset")).startsWith("platform reset");
        assertThat(run("id")).isEqualTo(id);
        assertThat(line(run("pdh-gen"), "pek.cert")).isNotEqualTo(line(before, "pek.cert"));
    }

    private String run(String command) {
        CapturedRun run = CapturedRun.of("platform", command, "--state", directory);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return run.out();
    }

    private static String line(String listing, String name) {
        return listing.lines().filter(line -> line.endsWith(name)).findFirst().orElseThrow();
    }
}
