package dev.sevsim.io.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MadeDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void makesTheLastDirectoryPrivateWhereItIsMissing() throws IOException {
        Path parent = directory.resolve("p");
        Path made = parent.resolve("q");
        MadeDirectory.makePrivate("state", made);
        MadeDirectory.makePrivate("state", parent);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)))
                .isNotEqualTo("rwx------");
    }

    @Test
    void makesADirectoryWithItsParents() {
        Path made = directory.resolve("a").resolve("b");

        MadeDirectory.make("output", made);
        MadeDirectory.make("output", made);

        assertThat(made).isDirectory();
    }

    @Test
    void refusesADirectoryWhereAFileIs() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> MadeDirectory.make("output", file))
                .isInstanceOf(InputException.class)
                .hasMessage("output " + file + " is a file, expected a directory");
        assertThatThrownBy(() -> MadeDirectory.make("output", file.resolve("below")))
                .isInstanceOf(InputException.class)
                .hasMessage("output " + file.resolve("below") + " cannot be made: Not a directory");
    }

    @Test
    void refusesLinksThatNameNoDirectory() throws IOException {
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("none"));
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));

        assertThatThrownBy(() -> MadeDirectory.make("output", dangling))
                .hasMessage("output " + dangling + " is a dangling link, expected a directory");
        assertThatThrownBy(() -> MadeDirectory.make("output", loop))
                .hasMessage("output " + loop + " cannot be made: too many levels of symbolic links");
    }

    @Test
    void removesWhatItMadeAndNoMore() throws IOException {
        Path old = Files.createDirectory(directory.resolve("old"));
        MadeDirectory empty = MadeDirectory.make("output", old.resolve("a").resolve("b"));
        MadeDirectory used = MadeDirectory.make("output", old.resolve("c").resolve("d"));
        Files.createFile(old.resolve("c").resolve("foreign"));

        empty.undo();
        used.undo();

        assertThat(old.resolve("a")).doesNotExist();
        assertThat(old.resolve("c")).isDirectoryContaining("glob:**foreign");
        assertThat(old.resolve("c").resolve("d")).doesNotExist();
    }
}
