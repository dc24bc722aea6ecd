package dev.sevsim.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sevsim.io.file.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenariosTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.createDirectories(folder.resolve("b/c"));
        write("b/c/two.yml", "two");
        write("a.yaml", "one");
        write("z.json", "three");
        Files.writeString(folder.resolve("readme.md"), "no scenario");
    }

    private Path write(String file, String name) throws IOException {
        return Files.writeString(folder.resolve(file), "{name: " + name + ", expect: {verdict: accepted}}");
    }

    @Test
    void readsAFolderInTheOrderOfItsFiles() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("b"));

        assertThat(Scenarios.read(link)).extracting(Scenario::name).containsExactly("two");
        Files.delete(link);
        assertThat(Scenarios.read(folder)).extracting(Scenario::name).containsExactly("one", "two", "three");
    }

    @Test
    void refusesOneNameInTwoFiles() throws IOException {
        write("y.yaml", "two");

        assertThatThrownBy(() -> Scenarios.read(folder))
                .isInstanceOf(InputException.class)
                .hasMessage("scenario 'two' is in " + folder.resolve("b/c/two.yml") + " and in "
                        + folder.resolve("y.yaml") + ", give each a name of its own");
    }

    @Test
    void refusesWhatHasNoScenario() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Path blank = Files.createFile(folder.resolve("blank.yaml"));
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {'a', (byte) 0xC3});

        refused(empty, "folder " + empty + " has no scenario, expected files that end in .yaml, .yml, .json");
        refused(blank, "scenario file " + blank + " is empty");
        refused(binary, "scenario file " + binary + " is no text in UTF-8");
        refused(folder.resolve("none"), "scenario file " + folder.resolve("none") + " does not exist");
    }

    @Test
    void refusesAFolderThatCannotBeRead() throws IOException {
        Path closed = folder.resolve("b/c");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        boolean readable = Files.isReadable(closed);
        try {
            assumeFalse(readable, "this user reads every directory");
            refused(folder, "folder " + folder + " cannot be read: permission denied");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void refusesALoopOfLinks() throws IOException {
        Files.createSymbolicLink(folder.resolve("b/loop"), folder);

        refused(folder, "folder " + folder + " cannot be read: too many levels of symbolic links");
    }

    @Test
    void writesEachScenarioAsADocument() {
        Map<String, String> documents = Scenarios.yaml(folder);

        assertThat(documents).containsOnlyKeys("one", "two", "three");
        assertThat(documents.get("one")).isEqualTo("name: one\nexpect:\n  verdict: accepted\n");
    }

    private static void refused(Path path, String message) {
        assertThatThrownBy(() -> Scenarios.read(path))
                .isInstanceOf(InputException.class)
                .hasMessage(message);
    }
}
