package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PlatformStatusCommandTest {
    @TempDir
    private Path directory;

    @Test
    void showsANewPlatform() {
        assertThat(CapturedRun.of("platform", "status", "--state", directory, "--seed", 1)
                        .out())
                .isEqualToNormalizingNewlines("""
                generation  milan
                firmware    API 1.55, build 24
                state       INIT
                owner       itself
                SEV-ES      on
                guests      0
                """);
    }

    @ParameterizedTest
    @CsvSource({"naples, 0, 17", "rome, 0, 24", "milan, 1, 55", "genoa, 1, 55"})
    void keepsTheGenerationInTheStateDirectory(String generation, int major, int minor) {
        CapturedRun made = CapturedRun.of("platform", "id", "--state", directory, "--generation", generation);

        CapturedRun again = CapturedRun.of("platform", "status", "--state", directory, "--json");

        assertThat(made.status()).isZero();
        JsonNode status = JsonMapper.builder().build().readTree(again.out());
        assertThat(status.get("generation").asString()).isEqualTo(generation);
        assertThat(status.get("apiMajor").asInt()).isEqualTo(major);
        assertThat(status.get("apiMinor").asInt()).isEqualTo(minor);
        assertThat(status.get("encryptedState").asBoolean()).isTrue();
    }

    @Test
    void refusesAnotherGenerationInOneLine() {
        CapturedRun made = CapturedRun.of("platform", "id", "--state", directory, "--generation", "rome");
        CapturedRun status = CapturedRun.of("platform", "status", "--state", directory, "--generation", "milan");
        CapturedRun launch = CapturedRun.of("launch", "--state", directory, "--generation", "milan");
        CapturedRun kept = CapturedRun.of("launch", "--state", directory, "--run", "true");

        String refusal = "sevsim: state " + directory + " keeps a Rome chip, but --generation names Milan;"
                + " leave out --generation, or name another directory\n";
        assertThat(made.status()).isZero();
        assertThat(status.status()).isEqualTo(2);
        assertThat(status.err()).isEqualToNormalizingNewlines(refusal);
        assertThat(launch.status()).isEqualTo(2);
        assertThat(launch.err()).isEqualToNormalizingNewlines(refusal);
        assertThat(kept.out()).contains("Rome, firmware API 0.24");
    }
}
