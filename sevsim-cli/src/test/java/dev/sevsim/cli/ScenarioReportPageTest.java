package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScenarioReportPageTest {
    private static final Pattern DOCUMENT = Pattern.compile("id=\"document\">(.*?)</script>", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private JsonNode page() throws IOException {
        Matcher document = DOCUMENT.matcher(Files.readString(folder.resolve("page.html")));
        assertThat(document.find()).isTrue();
        return JsonMapper.shared().readTree(document.group(1));
    }

    @Test
    void opensAFailedScenarioAtTheStepThatWentOtherwise() throws IOException {
        Path file = Files.writeString(folder.resolve("some.yaml"), """
                name: bits
                machine: {policy: 0x41}
                expect:
                  verdict: accepted
                  firmware: {LAUNCH_START: SUCCESS}
                """);

        CapturedRun run = CapturedRun.of(
                "scenario", "run", file, "--seed", "3", "--json", "--report", folder.resolve("page.html"));
        JsonNode page = page();
        JsonNode mismatch = JsonMapper.shared()
                .readTree(run.out())
                .get("scenarios")
                .get(0)
                .get("mismatches")
                .get(0);

        assertThat(run.status()).isEqualTo(Main.REFUSED);
        JsonNode header = page.get("header");
        assertThat(header.get("outcome").stringValue()).isEqualTo("scenario failed");
        assertThat(page.get("frames")
                        .get(header.get("opens").intValue())
                        .get("step")
                        .longValue())
                .isEqualTo(mismatch.get("step").longValue());
        assertThat(header.get("remarks").get(0).stringValue()).contains("expected LAUNCH_START SUCCESS");
    }

    @Test
    void isThePageOfOneScenario() {
        CapturedRun run = CapturedRun.of(
                "scenario", "run", "catalogue", "--filter", "eras*", "--report", folder.resolve("page.html"));
        CapturedRun several = CapturedRun.of("scenario", "run", "catalogue", "--report", folder.resolve("page.html"));

        assertThat(run.status()).isEqualTo(Main.USAGE);
        assertThat(several.status()).isEqualTo(Main.USAGE);
        assertThat(several.err().lines())
                .singleElement()
                .asString()
                .startsWith("sevsim: --report is the page of one scenario, and ");
        assertThat(folder.resolve("page.html")).doesNotExist();
    }
}
