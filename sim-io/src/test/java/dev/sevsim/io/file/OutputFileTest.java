package dev.sevsim.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    @TempDir
    private Path directory;

    @Test
    void writesANewFileAndNothingBesideIt() throws IOException {
        Path file = directory.resolve("new");

        OutputFile.write("key", file, Bytes.ofAscii("content"));

        assertThat(file).hasContent("content");
        assertThat(names()).containsExactly("new");
    }

    @Test
    void replacesALongerFile() throws IOException {
        Path file = Files.writeString(directory.resolve("old"), "much longer than the new one");
        OutputFile.write("key", file, Bytes.ofAscii("new"));

        assertThat(names()).containsExactly("old");
        assertThat(file).hasContent("new");
    }

    @Test
    void leavesAReaderOfTheOldFileTheOldContent() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "old");

        try (var reader = Files.newInputStream(file)) {
            OutputFile.write("key", file, Bytes.ofAscii("new"));

            assertThat(reader.readAllBytes()).asString().isEqualTo("old");
        }
        assertThat(file).hasContent("new");
    }

    @Test
    void refusesAMissingDirectory() {
        Path file = directory.resolve("none").resolve("file");

        assertThatThrownBy(() -> OutputFile.write("key", file, Bytes.ofAscii("x")))
                .isInstanceOf(InputException.class)
                .hasMessage("key " + file + " cannot be written: its directory does not exist");
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void leavesNothingBehindWhenTheTargetIsADirectory() throws IOException {
        Path target = Files.createDirectory(directory.resolve("target"));
        Files.createFile(target.resolve("occupied"));

        assertThatThrownBy(() -> OutputFile.write("key", target, Bytes.ofAscii("x")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("key " + target + " cannot be written: ");
        assertThat(names()).containsExactly("target");
        assertThat(target.resolve("occupied")).exists();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
