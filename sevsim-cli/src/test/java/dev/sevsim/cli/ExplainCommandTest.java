package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"0x0b", "BAD_MEASUREMENT", "Bad measurement"})
    void printsWhatAStatusMeansAndWhereToLook(String asked) {
        CapturedRun run = CapturedRun.of("explain", asked);

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .first()
                .isEqualTo("BAD_MEASUREMENT (0x0b, firmware status): a MAC, tag or integrity check failed");
        assertThat(run.out()).contains("\n  rule   ", "\n  cause  ", "\n  look   ", "\n  source ");
    }

    @Test
    void takesANegativeNumberForAnErrno() {
        assertThat(CapturedRun.of("explain", "-5").out()).startsWith("EIO (5, errno): ");
        assertThat(CapturedRun.of("explain", "--json", "-5").out()).contains("\"name\":\"EIO\"");
    }

    @Test
    void givesBothReadingsOfAPlainNumber() {
        assertThat(CapturedRun.of("explain", "11").out()).contains("BAD_MEASUREMENT (0x0b", "EAGAIN (11, errno)");
    }

    @Test
    void needsNoQuotes() {
        String[] words = "sev_launch_start: LAUNCH_START ret=1 fw_error=11 'Bad measurement'".split(" ", -1);
        Object[] args = new Object[words.length + 2];
        args[0] = "explain";
        args[1] = "--json";
        System.arraycopy(words, 0, args, 2, words.length);

        JsonNode answer = JsonMapper.shared().readTree(CapturedRun.of(args).out());
        assertThat(answer.get("explanations").findValuesAsString("name"))
                .containsExactly("launch-start", "BAD_MEASUREMENT");
        assertThat(answer.get("explanations").get(0).get("printedBy").asString())
                .isEqualTo("QEMU");
    }

    @Test
    void suggestsWhatWasProbablyMeant() {
        CapturedRun run = CapturedRun.of("explain", "BAD_MESUREMENT");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("did you mean BAD_MEASUREMENT");
    }

    @Test
    void refusesAnOptionThatItDoesNotHave() {
        CapturedRun run = CapturedRun.of("explain", "--jsno", "11");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("unknown option '--jsno'");
        assertThat(CapturedRun.of("explain").status()).isEqualTo(2);
    }
}
