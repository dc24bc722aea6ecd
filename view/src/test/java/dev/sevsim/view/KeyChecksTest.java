package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.view.Run.Disclosure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Executes every line of the view of keys with openssl and Python: an oracle that has nothing of the code that it checks. */
@Timeout(180)
class KeyChecksTest {
    /** Read from the fuses; all else is computed or drawn from the streams of the seed. */
    private static final Set<String> WITHOUT_LINE = Set.of("chip-secret");

    @BeforeAll
    static void hasThePrograms() throws Exception {
        assumeTrue(
                runs("openssl version") && runs("python3 -c 'import cryptography'"),
                "openssl, or python3 with the package cryptography, is not installed: lines of the view of keys are not executed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"generation=rome", "generation=naples", "generation=genoa", "policy=0x5"})
    void everyLineGivesTheBytesThatAreShown(String option) throws Exception {
        String[] words = option.split("=", 2);
        Run run = Runs.of(Disclosure.REVEALED, draft -> draft.set(words[0], words[1]));
        Set<String> without = new TreeSet<>();
        for (JsonNode key : Runs.document(run).get("keys")) {
            String id = key.get("id").stringValue();
            if (!key.has("check")) {
                without.add(id);
                continue;
            }
            assertThat(output(key.get("check").stringValue()))
                    .as(id)
                    .isEqualTo(key.get("hex").stringValue());
        }
        assertThat(without).isEqualTo(WITHOUT_LINE);
    }

    @Test
    void linesOfAPageWithoutSecretsVerifyTheCertificates() throws Exception {
        List<String> checked = new ArrayList<>();
        for (JsonNode key : Runs.document(Runs.plain()).get("keys")) {
            if (key.has("check")) {
                checked.add(key.get("id").stringValue());
                assertThat(output(key.get("check").stringValue()))
                        .isEqualTo(key.get("hex").stringValue());
            }
        }
        assertThat(checked)
                .containsExactly(
                        "ark", "ask", "cek-certificate", "oca-certificate", "pek-certificate", "pdh-certificate");
    }

    @Test
    void aLineWithAnotherSignedByteFails() throws Exception {
        for (JsonNode key : Runs.document(Runs.plain()).get("keys")) {
            if (key.has("check")) {
                String line = key.get("check").stringValue();
                String start = "b = bytes.fromhex(\"";
                assertThat(line).contains(start + "01");

                assertThat(runs(line.replace(start + "01", start + "02")))
                        .as(key.get("id").stringValue())
                        .isFalse();
            }
        }
    }

    private static String output(String line) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(line).isTrue();
        return output.strip();
    }

    private static boolean runs(String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }
}
