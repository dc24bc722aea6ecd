package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioNewCommandTest {
    @TempDir
    private Path folder;

    @Test
    void writesAFileThatPasses() {
        Path file = folder.resolve("my file.yaml");
        CapturedRun made = CapturedRun.of("scenario", "new", file);
        CapturedRun run = CapturedRun.of("scenario", "run", file, "--seed", 7);

        assertThat(made.out()).isEqualTo("Wrote " + file + ", run it: sevsim scenario run '" + file + "'\n");
        assertThat(run.out()).endsWith("6 scenarios: 6 passed\n");
        assertThat(run.status()).isZero();
    }

    @Test
    void prints() throws IOException {
        Path file = folder.resolve("a.yaml");
        assertThat(CapturedRun.of("scenario", "new", file).status()).isZero();

        assertThat(CapturedRun.of("scenario", "new", "-").out()).isEqualTo(Files.readString(file));
    }

    @Test
    void overwritesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("b.yaml"), folder.resolve("nothing"));

        for (Path existing : new Path[] {file, link, folder}) {
            CapturedRun run = CapturedRun.of("scenario", "new", existing);
            assertThat(run.err())
                    .isEqualTo("sevsim: scenario file " + existing + " exists already, name another one\n");
            assertThat(run.status()).isEqualTo(Main.USAGE);
        }
        assertThat(file).hasContent("mine");
    }
}
