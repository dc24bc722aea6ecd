package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemCallsTest extends TwoFileSystems {
    private static final EnumSet<OpenFlag> CREATE = EnumSet.of(OpenFlag.WRITE, OpenFlag.CREATE);

    private final SystemCalls user = new SystemCalls(namespace, new Credentials(1000, 1000));

    @BeforeEach
    void fill() {
        root.makeDirectory("/d", 0755);
        root.makeDirectory("/mnt", 0755);
        root.makeDirectory("/secret", 0700);
        assertThat(root.close(root.open("/f", CREATE, 0600))).isZero();
        namespace.mount("ramfs", "/mnt", other, "rw");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    /f, 0
                    f, 0
                    /d/../f, 0
                    /none, -2
                    /none/x, -2
                    /f/x, -20
                    /f/, -20
                    /, 0
                    """)
    void answersTheErrorsOfPaths(String path, int errno) {
        assertThat(root.stat(path).errno()).isEqualTo(errno);
        assertThat(root.stat(path).value().isPresent()).isEqualTo(errno == 0);
        assertThat(root.access(path, 0)).isEqualTo(errno);
    }

    @Test
    void refusesAUserWithoutPermission() {
        assertThat(user.open("/f", EnumSet.of(OpenFlag.READ), 0)).isEqualTo(-13);
        assertThat(user.access("/f", 4)).isEqualTo(-13);
        assertThat(user.list("/secret").errno()).isEqualTo(-13);
        assertThat(user.stat("/secret/x").errno()).isEqualTo(-13);
        assertThat(user.makeDirectory("/new", 0755)).isEqualTo(-13);
        assertThat(user.unlink("/f")).isEqualTo(-13);
        assertThat(user.changeDirectory("/secret")).isEqualTo(-13);
    }

    @Test
    void executesOnlyWhatHasAnExecuteBitEvenAsRoot() {
        assertThat(root.access("/f", 6)).isZero();
        assertThat(root.access("/f", 1)).isEqualTo(-13);
        assertThat(root.access("/d", 1)).isZero();
    }

    @Test
    void opensByFlags() {
        assertThat(root.open("/none", EnumSet.of(OpenFlag.READ), 0)).isEqualTo(-2);
        assertThat(root.open("/f", EnumSet.of(OpenFlag.CREATE, OpenFlag.EXCLUSIVE), 0600))
                .isEqualTo(-17);
        assertThat(root.open("/d", EnumSet.of(OpenFlag.WRITE), 0)).isEqualTo(-21);
        assertThat(root.open("/new/", CREATE, 0600)).isEqualTo(-21);
        int first = root.open("/f", EnumSet.of(OpenFlag.READ), 0);
        int second = root.open("/f", EnumSet.of(OpenFlag.READ), 0);
        root.close(first);
        assertThat(root.open("/d", EnumSet.of(OpenFlag.READ), 0))
                .as("the lowest free one")
                .isEqualTo(first);
        assertThat(second).isEqualTo(first + 1);
        assertThat(root.close(99)).isEqualTo(-9);
        assertThat(root.read(99, new byte[1])).isEqualTo(-9);
    }

    @Test
    void listsNamesOfADirectoryOnly() {
        assertThat(root.list("/").orElseThrow()).containsExactly("f", "secret", "mnt", "d");
        assertThat(root.list("/f").errno()).isEqualTo(-20);
        assertThatThrownBy(() -> root.list("/none").orElseThrow()).hasMessageContaining("-2");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    /d, 0
                    /none, -2
                    /f, -20
                    /mnt, -16
                    /, -16
                    /d/., -22
                    /d/.., -39
                    """)
    void removesDirectoriesThatAreEmptyAndNoMountPoints(String path, int errno) {
        assertThat(root.removeDirectory(path)).isEqualTo(errno);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    /f, 0
                    /none, -2
                    /d, -21
                    /d/.., -21
                    /, -21
                    """)
    void unlinksFilesOnly(String path, int errno) {
        assertThat(root.unlink(path)).isEqualTo(errno);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    /f, /g, 0
                    /f, /f, 0
                    /none, /g, -2
                    /f, /mnt/g, -18
                    /f, /d, -21
                    /d, /f, -20
                    /d/., /g, -16
                    """)
    void renamesWithinAFileSystem(String from, String to, int errno) {
        assertThat(root.rename(from, to)).isEqualTo(errno);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource({"/none, /g, -2", "/f, /d, -17", "/f, /mnt/g, -18", "/d, /g, -1"})
    void linksFilesOfTheSameFileSystem(String existing, String name, int errno) {
        assertThat(root.link(existing, name)).isEqualTo(errno);
    }

    @Test
    void refusesASymbolicLinkUnderANameThatIsTaken() {
        assertThat(root.symbolicLink("/f", "/d")).isEqualTo(-17);
    }

    @Test
    void changesItsDirectory() {
        assertThat(root.changeDirectory("d")).isZero();
        assertThat(root.workingDirectory()).isEqualTo("/d");
        assertThat(root.changeDirectory("../f")).isEqualTo(-20);
        assertThat(root.changeDirectory("..")).isZero();
        assertThat(root.workingDirectory()).isEqualTo("/");
    }
}
