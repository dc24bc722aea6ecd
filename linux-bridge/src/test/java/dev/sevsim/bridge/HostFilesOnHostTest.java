package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.bridge.Supervisor.View;
import dev.sevsim.bridge.Supervisor.Way;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files, registers and CPUID of a served host as a C program sees them. */
class HostFilesOnHostTest {
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    private static Path programs;

    @TempDir
    private Path directory;

    @BeforeAll
    static void compile() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
        Path source = programs.resolve("host-files.c");
        try (InputStream text = Objects.requireNonNull(HostFilesOnHostTest.class.getResourceAsStream("host-files.c"))) {
            Files.copy(text, source);
        }
        for (List<String> form : List.of(List.of("-o", "dynamic"), List.of("-static", "-o", "static"))) {
            List<String> words = new ArrayList<>(List.of("cc", "-O1"));
            words.addAll(form);
            words.add(source.toString());
            Process compiler = new ProcessBuilder(words)
                    .directory(programs.toFile())
                    .inheritIO()
                    .start();
            assertThat(compiler.waitFor()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SECCOMP, dynamic, texts",
        "SECCOMP, dynamic, registers",
        "SECCOMP, dynamic, directories",
        "SECCOMP, dynamic, processor",
        "SECCOMP, static, texts",
        "SECCOMP, static, registers",
        "SECCOMP, static, directories",
        "PRELOAD, dynamic, texts",
        "PRELOAD, dynamic, registers",
        "PRELOAD, dynamic, processor",
    })
    void showsTheHost(Way way, String program, String what) throws Exception {
        try (ServedHost host = new ServedHost(directory.resolve("host"))) {
            Process run = Supervisor.prepare(way)
                    .start(
                            host.socket(),
                            Devices.USABLE,
                            View.of(host.socket(), directory, true),
                            List.of(programs.resolve(program).toString(), what));
            assertThat(run.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).isZero();
            assertThat(host.complaints()).isEmpty();
        }
    }
}
