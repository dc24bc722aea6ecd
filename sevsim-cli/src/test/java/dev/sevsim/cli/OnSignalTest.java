package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run of scenarios that a signal ends, as a process of its own: by SIGTERM, since a build may run with SIGINT ignored. */
@Timeout(120)
class OnSignalTest {
    @TempDir
    private Path folder;

    @Test
    void summarisesWhatWasRunBeforeTheEnd() throws Exception {
        Path file = Files.writeString(
                folder.resolve("a.yaml"),
                "scenarios:\n- {name: short, expect: {verdict: accepted}}\n- {name: long, machine: {run: ["
                        + "ls -lR /, ".repeat(100_000) + "]}, expect: {verdict: accepted}}\n");
        Path xml = folder.resolve("r.xml");
        Process process = start("scenario", "run", file, "--parallel", 1, "--seed", 1, "--junit-xml", xml);
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (line.equals("passed  short")) {
                    terminate(process);
                }
            }
        }

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(lines).endsWith("passed  short", "2 scenarios: 1 passed, 1 not run");
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(Files.readString(xml)).contains("tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"1\"");
        assertThat(folder).isDirectoryContaining(path -> path.equals(xml)).isDirectoryNotContaining("glob:**.new");
    }

    private static void terminate(Process process) throws IOException, InterruptedException {
        int sent = new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
        assumeTrue(sent == 0, "kill is not installed");
    }

    private static Process start(Object... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        for (Object word : words) {
            command.add(word.toString());
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }
}
