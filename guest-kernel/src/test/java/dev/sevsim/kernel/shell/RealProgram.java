package dev.sevsim.kernel.shell;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of this machine, run to compare with; tests are skipped where it is missing. */
final class RealProgram {
    private RealProgram() {}

    static String run(Path directory, List<String> command) {
        String program = command.get(0);
        boolean installed =
                List.of("/usr/bin", "/bin").stream().anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        assumeTrue(installed, program + " is not installed: nothing to compare with");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C");
            builder.environment().put("TZ", "UTC");
            builder.environment().remove("COLUMNS");
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
