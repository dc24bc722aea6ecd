package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.bus.Party;
import dev.sevsim.bus.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The lines in the documentation of the package, which the README repeats. */
class PackageExampleTest {
    private static final Path SOURCES = Path.of("src");
    private static final Path README = Path.of("../README.md");

    @Test
    void theExampleOfThePackageRuns() {
        // example
        MachineSpec spec = MachineSpec.builder().vcpus(4).sevEs().seed(1).build();
        try (Machine machine = Machine.assemble(spec)) {
            machine.link(Party.HOST, Party.PSP).tap(frame -> Verdict.pass());
            MeasuredLaunch measured = machine.newLaunch().start().measure();
            RunningGuest guest = measured.attest().finish();
            String listing = guest.type("ls /sys/kernel/security/secrets/coco");
            // end
            assertThat(listing).contains(DefaultSecrets.KATA.toString());
        }
    }

    @Test
    void theExampleIsWordForWordTheOneOfThePackageAndTheReadme() throws IOException {
        List<String> test = Files.readAllLines(SOURCES.resolve("test/java/dev/sevsim/machine/PackageExampleTest.java"));
        String lines = test.subList(index(test, "// example") + 1, index(test, "// end")).stream()
                .map(String::strip)
                .collect(Collectors.joining("\n"));

        String documentation =
                Files.readAllLines(SOURCES.resolve("main/java/dev/sevsim/machine/package-info.java")).stream()
                        .map(line -> line.replaceFirst("^ \\* ?", "").strip())
                        .collect(Collectors.joining("\n"));
        assertThat(documentation).contains(lines);
        assertThat(Files.readAllLines(README).stream().map(String::strip).collect(Collectors.joining("\n")))
                .contains(lines);
    }

    @Test
    void theCoordinatesOfTheReadmeAreThoseOfTheModule() throws IOException {
        String version = Files.readAllLines(Path.of("pom.xml")).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("<version>"))
                .findFirst()
                .orElseThrow();

        assertThat(Files.readString(README)).containsSubsequence("<artifactId>machine</artifactId>", version);
    }

    private static int index(List<String> lines, String mark) {
        return lines.stream().map(String::strip).toList().indexOf(mark);
    }
}
