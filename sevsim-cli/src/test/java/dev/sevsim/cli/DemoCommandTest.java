package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoCommandTest {
    @Test
    void listsTheDemos() {
        CapturedRun run = CapturedRun.of("demo");

        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("encrypted-files  Runs an application").hasLineCount(1);
    }

    @Test
    void printsBothViewsOfEachPage() {
        CapturedRun run = CapturedRun.of("demo", "encrypted-files", "--seed", "4");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("   64 61 74 65 2c 63 61 74 |date,cat|    ")
                .contains("   42 f5 74 1e dd 71 66 4d |B.t..qfM|    ")
                .contains("total             3303.80")
                .contains("No such file or directory")
                .endsWith("verdict: nothing leaked\n");
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(170));
    }

    @Test
    void reportsALeak() {
        CapturedRun run = CapturedRun.of("demo", "encrypted-files", "--seed", "4", "--leak", "--json");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("sevsim: demo failed: the key").hasLineCount(1);
        JsonNode report = JsonMapper.builder().build().readTree(run.out());
        assertThat(report.get("holds").asBoolean()).isFalse();
    }

    @Test
    void reportsAsOneJsonObject() {
        CapturedRun run = CapturedRun.of("demo", "encrypted-files", "--seed", "4", "--json");

        assertThat(run.status()).isZero();
        assertThat(run.out()).hasLineCount(1);
        JsonNode report = JsonMapper.builder().build().readTree(run.out());
        assertThat(report.get("demo").asString()).isEqualTo("encrypted-files");
        assertThat(report.get("seed").asLong()).isEqualTo(4);
        assertThat(report.get("holds").asBoolean()).isTrue();
        assertThat(report.get("searches").size()).isEqualTo(6);
        assertThat(report.get("result").get(0).asString()).isEqualTo("3 files, 11 records");
    }

    @Test
    void refusesAnotherName() {
        assertThat(CapturedRun.of("demo", "nothing").status()).isEqualTo(2);
    }
}
