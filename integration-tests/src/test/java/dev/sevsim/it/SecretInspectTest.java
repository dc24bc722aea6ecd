package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SecretInspectTest {
    @TempDir
    private Path directory;

    @Test
    void answersWhatTheRealKernelAnswered() throws IOException {
        List<JsonNode> cases = Files.readAllLines(Sevsim.vector("efi-secret-cases.jsonl")).stream()
                .map(Sevsim::parse)
                .toList();
        Object[] arguments = new Object[cases.size() + 3];
        arguments[0] = "secret";
        arguments[1] = "inspect";
        arguments[2] = "--json";
        for (int i = 0; i < cases.size(); i++) {
            byte[] start = HexFormat.of().parseHex(cases.get(i).get("area").asString());
            byte[] area = Arrays.copyOf(start, cases.get(i).get("area_size").asInt());
            arguments[i + 3] = Files.write(directory.resolve("case-" + i), area);
        }

        Sevsim run = Sevsim.run(arguments);

        assertThat(run.status()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSameSizeAs(cases);
        for (int i = 0; i < cases.size(); i++) {
            JsonNode answer = Sevsim.parse(lines.get(i));
            JsonNode recorded = cases.get(i);
            String name = recorded.get("case").asString();
            assertThat(answer.get("probe")).as(name).isEqualTo(recorded.get("probe"));
            assertThat(answer.get("log")).as(name).isEqualTo(recorded.get("log"));
            assertThat(answer.get("files")).as(name).isEqualTo(recorded.get("files"));
        }
    }

    @Test
    void explainsAnAreaToAPerson() throws IOException {
        Path area = Files.write(directory.resolve("area"), new byte[3072]);

        Sevsim run = Sevsim.run("secret", "inspect", area);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("probe").contains("ENODEV");
    }
}
