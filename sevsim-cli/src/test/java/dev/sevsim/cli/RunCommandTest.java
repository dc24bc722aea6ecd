package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.bridge.Supervisor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunCommandTest {
    @TempDir
    private Path directory;

    private static CapturedRun run(String options) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of("--", "/bin/true"));
        return CapturedRun.of(words.toArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--dev-sev-mode 0999|--dev-sev-mode '0999' is no mode, expected three octal digits such as 0600",
                "--dev-kvm-mode rw|--dev-kvm-mode 'rw' is no mode, expected three octal digits such as 0600",
                "--host unix:h --seed 1|--seed describes a host: give it to sevsim host, not with --host",
                "--host unix:h --generation rome|--generation describes a host: give it to sevsim host, not with --host",
                "--host tcp:127.0.0.1:1|address 'tcp:127.0.0.1:1' is no unix:PATH",
                "--trace -|programs use standard output: name a file for --trace",
                "--preload --no-dev-kvm|--preload shows the devices as they are: leave out --no-dev-sev, --no-dev-kvm and modes",
                "--scenario catalogue:plain-launch --generation rome|--generation describes a host, as --scenario does: leave one of them out",
                "--scenario catalogue|expected one",
            })
    void refusesOptionsThatDoNotGoTogether(String options, String message) {
        assumeTrue(!Files.exists(Path.of("/dev/sev")), "this machine has a /dev/sev");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
        CapturedRun refused = run(options);

        assertThat(refused.err()).contains(message);
        assertThat(refused.err().lines()).hasSize(1);
        assertThat(refused.status()).isEqualTo(Main.USAGE);
    }

    @Test
    void needsAProgram() {
        assertThat(CapturedRun.of("run").status()).isEqualTo(Main.USAGE);
    }

    /** git bisect run takes 125 for a version that cannot be tested. */
    @Test
    void hasTheStatusOfTheProgram() {
        assumeTrue(!Files.exists(Path.of("/dev/sev")), "this machine has a /dev/sev");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
        assumeTrue(Supervisor.refusal().isEmpty(), "the kernel gives no notifications");

        assertThat(CapturedRun.of("run", "--", "/bin/sh", "-c", "exit 125").status())
                .isEqualTo(125);
    }

    @Test
    void killsAProgramThatDoesNotEnd() throws Exception {
        Path started = directory.resolve("started");
        Process program = new ProcessBuilder(
                        "/bin/sh", "-c", "trap '' TERM; sleep 60 & echo > " + started + "; wait; sleep 60")
                .start();
        while (!Files.exists(started)) {
            Thread.sleep(10);
        }
        List<ProcessHandle> children = program.descendants().toList();

        RunCommand.end(program, new CountDownLatch(1), Files.createDirectory(directory.resolve("host")), 1);

        assertThat(program.waitFor()).isEqualTo(128 + 9);
        assertThat(children)
                .isNotEmpty()
                .allSatisfy(child -> assertThat(child.onExit()).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(directory.resolve("host")).doesNotExist();
    }

    @Test
    void hostNeedsASocketThatItCanMake() throws Exception {
        Path taken = Files.createFile(directory.resolve("taken"));

        assertThat(CapturedRun.of("host", "--listen", "unix:" + taken).err())
                .isEqualTo("sevsim: cannot listen on unix:" + taken
                        + ": the path exists; if no program listens there any more, remove it\n");
        assertThat(CapturedRun.of("host", "--listen", "tcp:127.0.0.1:0").status())
                .isEqualTo(Main.USAGE);
        assertThat(CapturedRun.of("host").err()).contains("--listen");
    }
}
