package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathWalkTest extends TwoFileSystems {
    @BeforeEach
    void fill() {
        root.makeDirectory("/d", 0755);
        root.makeDirectory("/mnt", 0755);
        root.symbolicLink("loop2", "/loop1");
        root.symbolicLink("loop1", "/loop2");
        root.symbolicLink("../d", "/d/self");
        namespace.mount("ramfs", "/mnt", other, "rw");
        root.makeDirectory("/mnt/in", 0755);
        root.symbolicLink("/d", "/mnt/in/out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/d/self/self/self", "/mnt/in/out", "/mnt/in/../../d", "/../../d", "/d//./self/"})
    void followsLinksAndMounts(String path) {
        assertThat(root.stat(path).errno()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/loop1", "/loop1/x"})
    void refusesALoopOfLinks(String path) {
        assertThat(root.stat(path).errno()).isEqualTo(-40);
    }

    @Test
    void boundsNamesAndPaths() {
        assertThat(root.stat("/" + "n".repeat(255)).errno()).isEqualTo(-2);
        assertThat(root.stat("/" + "n".repeat(256)).errno()).isEqualTo(-36);
        assertThat(root.stat("/d/../".repeat(682) + "/d").errno()).isZero();
        assertThat(root.stat("/d/../".repeat(683)).errno()).isEqualTo(-36);
    }

    @Test
    void countsTheBytesOfANameAndNotItsCharacters() {
        assertThat(root.stat("/" + "ü".repeat(127)).errno()).isEqualTo(-2);
        assertThat(root.stat("/" + "ü".repeat(128)).errno()).isEqualTo(-36);
    }
}
