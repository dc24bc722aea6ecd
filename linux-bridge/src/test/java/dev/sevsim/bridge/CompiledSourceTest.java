package dev.sevsim.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledSourceTest {
    private static final List<String> OPTIONS = List.of("-O0", "supervisor.c");

    @TempDir
    private Path directory;

    @BeforeEach
    void requireACompiler() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "there is no C compiler");
    }

    private static List<String> names(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void compilesOnceAndKeepsTheResult() throws IOException {
        Path cache = directory.resolve("a/cache");
        Path made = CompiledSource.compiled(cache, "tool", OPTIONS);
        FileTime before = FileTime.from(Instant.ofEpochSecond(1));
        Files.setLastModifiedTime(made, before);

        assertThat(CompiledSource.compiled(cache, "tool", OPTIONS))
                .isEqualTo(made)
                .isExecutable();
        assertThat(Files.getLastModifiedTime(made)).isEqualTo(before);
        assertThat(names(cache)).containsExactly(made.getFileName().toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");
    }

    @Test
    void namesTheResultAfterItsOptions() {
        assertThat(CompiledSource.compiled(directory, "tool", OPTIONS))
                .isNotEqualTo(CompiledSource.compiled(directory, "tool", List.of("-O1", "supervisor.c")));
    }

    @Test
    void showsTheErrorOfTheCompiler() throws IOException {
        assertThatThrownBy(() -> CompiledSource.compiled(
                        directory, "tool", List.of("-include", "no-such-file.h", "supervisor.c")))
                .isInstanceOf(SimulatorException.class)
                .hasMessageContaining("cc cannot compile the supervisor: ")
                .hasMessageContaining("no-such-file.h")
                .hasMessageContaining("apt-get install libc6-dev");
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void namesADirectoryThatCannotBeMade() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> CompiledSource.compiled(file.resolve("cache"), "tool", OPTIONS))
                .isInstanceOf(SimulatorException.class)
                .hasMessage("the supervisor cannot be kept in " + file.resolve("cache")
                        + ": Not a directory; name another directory with XDG_CACHE_HOME");
    }
}
