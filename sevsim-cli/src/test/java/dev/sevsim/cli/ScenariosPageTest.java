package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ScenariosPageTest {
    private static final Path FILE = Path.of("../docs/scenarios.md");

    @Test
    void pageIsUpToDate() throws IOException {
        if (Boolean.getBoolean("sevsim.docs.write")) {
            Files.writeString(FILE, ScenariosPage.text());
        }

        assertThat(Files.readString(FILE))
                .as("docs/scenarios.md is out of date: run the build with -Dsevsim.docs.write=true")
                .isEqualTo(ScenariosPage.text());
    }

    @Test
    void showsAFileThatIsRead() {
        Matcher block = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(ScenariosPage.text());

        assertThat(block.find()).isTrue();
        assertThat(Scenarios.read("page", block.group(1), Path.of("")))
                .extracting(Scenario::name)
                .containsExactly("altered-image");
    }
}
