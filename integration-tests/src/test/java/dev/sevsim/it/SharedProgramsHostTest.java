package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sevsim host} for several programs of {@code sevsim run}, and what such a run ends with. */
class SharedProgramsHostTest {
    private static final int PATIENCE_SECONDS = 30;

    @TempDir
    private Path directory;

    @Test
    void programsOfSeveralRunsUseOneHost() throws Exception {
        SupervisedRun runs = SupervisedRun.in(directory);
        Path sevctl = InstalledFiles.sevctl();
        Path socket = directory.resolve("host.sock");
        Process host = Sevsim.process("host", "--listen", "unix:" + socket, "--seed", 1);
        try {
            while (!Files.exists(socket)) {
                assertThat(host.isAlive()).isTrue();
                Thread.sleep(20);
            }
            List<String> options = List.of("--host", "unix:" + socket);
            String first = runs.run(options, sevctl, "show", "identifier")
                    .requireSuccess()
                    .output();
            assertThat(runs.run(options, sevctl, "show", "identifier")
                            .requireSuccess()
                            .output())
                    .isEqualTo(first);
            assertThat(runs.run(List.of("--preload", "--host", "unix:" + socket), sevctl, "show", "identifier")
                            .requireSuccess()
                            .output())
                    .isEqualTo(first);
            assertThat(runs.run(List.of("--seed", 1), sevctl, "show", "identifier")
                            .requireSuccess()
                            .output())
                    .as("the same chip")
                    .isEqualTo(first);
        } finally {
            host.destroy();
        }
        assertThat(host.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(host.exitValue()).isZero();
        assertThat(socket).doesNotExist();
    }

    @Test
    void aRunEndsWithTheStatusOfItsProgram() throws Exception {
        SupervisedRun runs = SupervisedRun.in(directory);

        assertThat(runs.run(List.of(), "/bin/sh", "-c", "exit 42").status()).isEqualTo(42);
        assertThat(runs.run(List.of(), "/no/such/program").status()).isEqualTo(127);
        ToolRun none = runs.run(List.of("--host", "unix:" + directory.resolve("none")), "/bin/true");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.output())
                .contains("no simulated host answers", "start one with: sevsim host")
                .hasLineCount(1);
        ToolRun notDone = runs.run(List.of("--act", "before PEK_GEN: skip-command"), "/bin/true");
        assertThat(notDone.status()).isEqualTo(1);
        assertThat(notDone.output()).contains("was not done: its point was not reached");
    }

    /** What happens to a program under a host of a scenario. */
    @Test
    void aFaultOfTheHostReachesTheProgram() throws Exception {
        SupervisedRun runs = SupervisedRun.in(directory);
        Path sevctl = InstalledFiles.sevctl();

        ToolRun dropped = runs.run(List.of("--fault", "PLATFORM_STATUS:2:drop"), sevctl, "show", "version");
        assertThat(dropped.output()).contains("Connection timed out");
        assertThat(dropped.status()).isEqualTo(1);
        assertThat(runs.run(List.of("--scenario", "catalogue:plain-launch"), sevctl, "show", "version")
                        .requireSuccess()
                        .output())
                .contains("1.55");
    }
}
