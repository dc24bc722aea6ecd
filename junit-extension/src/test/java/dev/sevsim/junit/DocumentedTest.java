package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.machine.LaunchReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example of the README. */
// example
@SevTest
class DocumentedTest {
    @Test
    void findsItsSecret(SevSimulator simulator) {
        LaunchReport report = simulator.launch(simulator.spec().build());

        assertThat(report.outcome()).isEqualTo("accepted");
        assertThat(report.console()).contains("/sys/kernel/security/secrets/coco");
    }
    // end

    @Test
    void isWordForWordInTheReadme() throws IOException {
        List<String> test = Files.readAllLines(Path.of("src/test/java/dev/sevsim/junit/DocumentedTest.java"));
        String lines = test.subList(test.indexOf("// example") + 1, test.indexOf("    // end")).stream()
                .map(String::strip)
                .collect(Collectors.joining("\n"));

        assertThat(Files.readAllLines(Path.of("../README.md")).stream()
                        .map(String::strip)
                        .collect(Collectors.joining("\n")))
                .contains(lines);
    }
}
