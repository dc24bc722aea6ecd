package dev.sevsim.kernel.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.kernel.core.KernelTime;
import dev.sevsim.kernel.fs.Credentials;
import dev.sevsim.kernel.fs.FileSystem;
import dev.sevsim.kernel.fs.MountNamespace;
import dev.sevsim.kernel.fs.RamDirectoryOperations;
import dev.sevsim.kernel.fs.SystemCalls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the JDK's own paths of a Unix system. */
class GuestPathTest {
    private final java.nio.file.FileSystem guest = GuestFiles.of(new SystemCalls(
            new MountNamespace(
                    new FileSystem("rootfs", 2, KernelTime.fixed(Instant.EPOCH), new RamDirectoryOperations())),
            Credentials.ROOT));

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "", "a", "/a", "a/b", "/a//b/", "/a/./b/../c", "../a", "/..", ".", "..", "a/..", "a/../..b"
            })
    void partsAreThoseOfTheJdk(String text) {
        Path ours = guest.getPath(text);
        Path jdk = Path.of(text);

        assertThat(ours).hasToString(jdk.toString());
        assertThat(ours.normalize()).hasToString(jdk.normalize().toString());
        assertThat(Objects.toString(ours.getParent())).isEqualTo(Objects.toString(jdk.getParent()));
        assertThat(Objects.toString(ours.getFileName())).isEqualTo(Objects.toString(jdk.getFileName()));
        assertThat(Objects.toString(ours.getRoot())).isEqualTo(Objects.toString(jdk.getRoot()));
        assertThat(ours.getNameCount()).isEqualTo(jdk.getNameCount());
        assertThat(ours.isAbsolute()).isEqualTo(jdk.isAbsolute());
    }

    @ParameterizedTest
    @CsvSource({"/a/b, c", "/a, /b", "'', a", "a, ''", "/, a/b", "a/b, ../c"})
    void combinationsAreThoseOfTheJdk(String first, String second) {
        assertThat(guest.getPath(first).resolve(second))
                .hasToString(Path.of(first).resolve(second).toString());
        assertThat(guest.getPath(first).startsWith(second))
                .isEqualTo(Path.of(first).startsWith(second));
        assertThat(guest.getPath(first).endsWith(second))
                .isEqualTo(Path.of(first).endsWith(second));
    }

    @ParameterizedTest
    @CsvSource({"/a/b, /a/c/d", "/a, /a", "a/b, a", "'', a", "/, /x/y", "/x/y, /"})
    void waysAreThoseOfTheJdk(String from, String to) {
        assertThat(guest.getPath(from).relativize(guest.getPath(to)))
                .hasToString(Path.of(from).relativize(Path.of(to)).toString());
    }

    @Test
    void keepsToItsOwnKind() {
        assertThatThrownBy(() -> guest.getPath("/a").resolve(Path.of("b")))
                .isInstanceOf(ProviderMismatchException.class);
        assertThatThrownBy(() -> guest.getPath("a\0b")).isInstanceOf(InvalidPathException.class);
        assertThat(guest.getPath("/a", "b")).isEqualTo(guest.getPath("/a/b")).isNotEqualTo(Path.of("/a/b"));
        assertThat(guest.getPathMatcher("glob:*.{a,b}").matches(guest.getPath("x.b")))
                .isTrue();
    }
}
