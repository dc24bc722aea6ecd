package dev.sevsim.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
    @TempDir
    private Path directory;

    @Test
    void writesAllIntoANewDirectory() {
        Path out = directory.resolve("a").resolve("b");

        new OutputFiles(out)
                .add("packet", out.resolve("one"), Bytes.ofAscii("1"))
                .addPrivate("key", out.resolve("two"), new byte[] {'2'})
                .write();

        assertThat(out.resolve("one")).hasContent("1");
        assertThat(out.resolve("two")).hasContent("2");
    }

    @Test
    void writesNoneWhenOneFailsAndRemovesTheDirectoriesThatItMade() {
        Path out = directory.resolve("a").resolve("b");
        OutputFiles files = new OutputFiles(out)
                .add("packet", out.resolve("one"), Bytes.ofAscii("1"))
                .add("packet", out.resolve("missing").resolve("two"), Bytes.ofAscii("2"));

        assertThatThrownBy(files::write)
                .isInstanceOf(InputException.class)
                .hasMessage("packet " + out.resolve("missing").resolve("two")
                        + " cannot be written: its directory does not exist");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void leavesADirectoryThatWasThere() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.createDirectory(out.resolve("taken"));
        OutputFiles files = new OutputFiles(out)
                .add("packet", out.resolve("one"), Bytes.ofAscii("1"))
                .add("packet", out.resolve("taken"), Bytes.ofAscii("2"));

        assertThatThrownBy(files::write).hasMessageEndingWith("taken cannot be written: it is a directory");
        assertThat(out).isDirectoryContaining(path -> path.endsWith("taken")).isDirectoryNotContaining("glob:**one");
    }

    @Test
    void refusesADirectoryThatIsAFile() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> new OutputFiles(file).write())
                .isInstanceOf(InputException.class)
                .hasMessage("output directory " + file + " is a file, expected a directory");
        assertThatThrownBy(() -> new OutputFiles(file.resolve("below")).write())
                .isInstanceOf(InputException.class)
                .hasMessage("output directory " + file.resolve("below") + " cannot be made: Not a directory");
    }
}
