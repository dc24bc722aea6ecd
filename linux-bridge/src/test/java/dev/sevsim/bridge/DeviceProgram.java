package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.bridge.Supervisor.Way;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Runs a small C program, linked dynamically and statically, on a served host. */
abstract class DeviceProgram {
    static final int PATIENCE_SECONDS = 60;

    @TempDir
    static Path programs;

    @TempDir
    Path directory;

    @BeforeAll
    static void compile() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
        Path source = programs.resolve("devices.c");
        try (InputStream text = Objects.requireNonNull(DeviceProgram.class.getResourceAsStream("devices.c"))) {
            Files.copy(text, source);
        }
        cc("-o", programs.resolve("dynamic").toString(), source.toString(), "-pthread");
        cc("-static", "-o", programs.resolve("static").toString(), source.toString(), "-pthread");
    }

    private static void cc(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("cc"));
        words.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }

    static void requireNotifications() {
        Optional<String> refusal = Supervisor.refusal();
        assumeTrue(refusal.isEmpty(), () -> refusal.orElseThrow());
    }

    static int run(ServedHost host, Devices devices, String... command) throws InterruptedException {
        requireNotifications();
        List<String> words = new ArrayList<>(List.of(command));
        words.set(
                0,
                command[0].startsWith("/")
                        ? command[0]
                        : programs.resolve(command[0]).toString());
        Process program = Supervisor.prepare(Way.SECCOMP).start(host.socket(), devices, words);
        assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return program.exitValue();
    }

    /** Starts the dynamically linked program under the supervisor. */
    static Process start(ServedHost host, String... arguments) {
        requireNotifications();
        List<String> words = new ArrayList<>(List.of(programs.resolve("dynamic").toString()));
        words.addAll(List.of(arguments));
        return Supervisor.prepare(Way.SECCOMP).start(host.socket(), Devices.USABLE, words);
    }

    static void requireSuccess(Process program) throws InterruptedException {
        assertThat(program.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
    }
}
