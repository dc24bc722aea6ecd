package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.LaunchReport.Verdict;
import dev.sevsim.machine.option.Choices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
    void explainsEachWeaknessAndGeneration() {
        for (Iterable<String> names : List.of(new Choices.Flaws(), new Choices.Generations())) {
            for (String name : names) {
                if (!name.equals(Choices.Flaws.NONE)) {
                    CapturedRun run = CapturedRun.of("explain", name);
                    assertThat(run.status()).as(name).isZero();
                    assertThat(run.out()).startsWith(name + ": ").contains("  look   launch --");
                }
            }
        }
        assertThat(CapturedRun.of("explain", "CVE-2021-26311").out()).startsWith("digest-without-place: ");
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void explainsEachVerdict(Verdict verdict) throws IOException {
        String text = verdict.text();
        CapturedRun alone = CapturedRun.of("explain", text);

        assertThat(alone.status()).as(alone.err()).isZero();
        assertThat(alone.out()).doesNotContain("how the launch ended");
        assertThat(CapturedRun.of("explain", "verdict: " + text).out()).isEqualTo(alone.out());
        assertThat(Files.readString(Path.of("..", "docs", "verdicts.md"))).contains("| `" + text + "` |");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel-not-rn", "own-kernel-not-rnu", "own-verdct", "disk-lock"})
    void neverSuggestsAnIdOfTheCatalogue(String asked) {
        assertThat(CapturedRun.of("explain", asked).err()).doesNotContain("mean own-", "or own-");
    }

    @Test
    void explainsTheHashesThatOvmfFinds() {
        assertThat(CapturedRun.of("explain", "BlobVerifier: kernel hashes found at 0x80cc00")
                        .out())
                .contains("guest physical address");
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

    @Test
    void takesWordsBehindTwoDashesForText() {
        CapturedRun run = CapturedRun.of("explain", "--", "--help");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("sevsim: '--help' is no firmware status");
        assertThat(CapturedRun.of("explain", "--json", "--", "-5").out()).contains("\"name\":\"EIO\"");
        assertThat(CapturedRun.of("explain", "-accel kvm: failed to initialize kvm: Invalid argument")
                        .status())
                .isZero();
    }

    @Test
    void explainsAnActThatWasNotDone() {
        String act = "act before VMRUN: hide-page page=secrets was not done: ";
        for (String why : List.of(
                "its point was not reached",
                "the guest has no memory at secrets",
                "nothing was saved as old",
                "the frame of secrets would not be changed: it is so already")) {
            assertThat(CapturedRun.of("explain", act + why).out())
                    .as(why)
                    .contains("an act of the hostile host")
                    .doesNotContain("at a stopped launch: there is nothing");
        }
        assertThat(CapturedRun.of("explain", "acts: it was not done: its point was not reached")
                        .out())
                .contains("the run shows nothing about it");
    }

    @Test
    void splitsALineIntoItsParts() {
        CapturedRun run = CapturedRun.of("explain", "ccp 0000:41:00.1: sev command 0x30 timed out, disabling PSP");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("message of the ccp driver: ")
                .contains("\n0x30: the firmware command LAUNCH_START\n", "\nccp 0000:41:00.1: PCI device 0000:41:00.1");
    }

    @Test
    void namesPartsThatTheCatalogueLacks() {
        CapturedRun run = CapturedRun.of("explain", "frobnicator: setup failed, fw_error=11, errno=1000, error 0x77");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(
                        "11: BAD_MEASUREMENT (0x0b, firmware status): a MAC, tag or integrity check failed\n",
                        "not known: 1000: no Linux error number",
                        "not known: 0x77: a number that the catalogue does not have",
                        "not known: the catalogue has no message with this text");
        assertThat(run.out()).doesNotContain("  cause");
    }

    @Test
    void explainsEachLineOfATextAndQuotesAShortPartOfALongOne() {
        assertThat(CapturedRun.of("explain", "psp enabled\nSEV API:1.55 build:24")
                        .out())
                .contains("uses it", "API version and build");
        assertThat(CapturedRun.of("explain", "x".repeat(100_000)).err()).hasSizeLessThan(1_000);
    }
}
