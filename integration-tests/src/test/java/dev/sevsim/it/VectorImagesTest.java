package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The synthetic AmdSev images, launched, against the digests that sev-snp-measure computed for them. */
class VectorImagesTest {
    static Stream<JsonNode> plainSevMeasurementsOfSyntheticImages() throws IOException {
        JsonNode file = Sevsim.parse(Files.readString(Sevsim.vector("sev-snp-measure.json")));
        List<JsonNode> chosen = new ArrayList<>();
        for (JsonNode entry : file.get("cases")) {
            String args = entry.get("args").asString();
            if (args.startsWith("--mode sev --ovmf synth-") && !args.contains("base64")) {
                chosen.add(entry);
            }
        }
        return chosen.stream();
    }

    @ParameterizedTest
    @MethodSource("plainSevMeasurementsOfSyntheticImages")
    void launchDigestIsWhatTheRealToolComputed(JsonNode entry) {
        List<Object> arguments = new ArrayList<>(List.of("launch", "--seed", 3, "--json"));
        String[] words = entry.get("args").asString().split(" ", -1);
        for (int i = 2; i < words.length; i += 2) {
            arguments.add(words[i].equals("--ovmf") ? "--firmware" : words[i]);
            arguments.add(words[i].equals("--append") ? words[i + 1] : Sevsim.vector("fw/" + words[i + 1]));
        }
        String expected = entry.get("output").asString();
        boolean toolRefuses = expected.startsWith("Error");
        if (words[3].contains("x64")) {
            arguments.add("--no-secrets");
        }

        Sevsim run = Sevsim.run(arguments.toArray());

        if (toolRefuses) {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("hashes");
            return;
        }
        JsonNode report = run.json();
        assertThat(report.get("launchDigest").asString()).isEqualTo(expected);
        assertThat(report.get("verdict").asString())
                .as("the vectors' kernels are no kernels")
                .isEqualTo(arguments.contains("--kernel") ? "kernel-not-run" : "nothing-booted");
    }
}
