package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioShowCommandTest {
    @Test
    void showsAScenarioOfTheCatalogueAsAFileOfItsOwn() {
        String shown = CapturedRun.of("scenario", "show", "plain-launch").out();

        assertThat(shown)
                .startsWith("name: plain-launch\ntitle: ")
                .contains("teaches: ", "sources:", "  verdict: accepted\n");
        assertThat(Scenarios.read("shown", shown, Path.of("")))
                .extracting(Scenario::name)
                .containsExactly("plain-launch");
    }

    /** What is shown of all is read as the same scenarios: with machines, expectations and checks. */
    @Test
    void showsWhatIsReadAsTheSame() {
        List<Scenario> shown = Scenarios.read(
                "catalogue", CapturedRun.of("scenario", "show", "catalogue").out(), Path.of(""));

        List<Scenario> catalogue = Scenarios.catalogue();
        assertThat(shown).hasSameSizeAs(catalogue).hasSizeGreaterThan(80);
        for (int i = 0; i < shown.size(); i++) {
            Scenario one = catalogue.get(i);
            assertThat(shown.get(i))
                    .usingRecursiveComparison()
                    .ignoringFields("origin", "machine")
                    .isEqualTo(one);
            assertThat(shown.get(i).machine().host().acts())
                    .isEqualTo(one.machine().host().acts());
            assertThat(shown.get(i).machine().chip()).isEqualTo(one.machine().chip());
            assertThat(shown.get(i).machine().guest()).isEqualTo(one.machine().guest());
        }
    }

    @Test
    void showsEachRowOfAMatrix(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.yaml"),
                "{name: a, title: 'x: \"y\" #1', matrix: {era: [v2, v7]}, expect: {verdict: accepted}}");

        assertThat(CapturedRun.of("scenario", "show", file).out()).isEqualTo("""
                scenarios:
                  - name: a[era=v2]
                    title: 'x: "y" #1'
                    machine:
                      era: v2
                    expect:
                      verdict: accepted
                  - name: a[era=v7]
                    title: 'x: "y" #1'
                    machine:
                      era: v7
                    expect:
                      verdict: accepted
                """);
        assertThat(CapturedRun.of("scenario", "list", file).out())
                .isEqualTo("a[era=v2]  x: \"y\" #1\na[era=v7]  x: \"y\" #1\n");
    }
}
