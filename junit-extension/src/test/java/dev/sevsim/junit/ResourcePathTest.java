package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import dev.sevsim.scenario.Scenario;
import dev.sevsim.scenario.Scenarios;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcePathTest {
    private static final ClassLoader LOADER = ResourcePathTest.class.getClassLoader();

    @TempDir
    private Path directory;

    @Test
    void takesPathsAndResources() {
        Path path = ResourcePath.use("src/test", LOADER, place -> place);

        assertThat(path).isEqualTo(Path.of("src", "test"));
        assertThat(names("classpath:dev/sevsim/junit/scenarios/launches.yaml", LOADER))
                .containsExactly("accepted", "tampered");
        assertThat(names("classpath:/dev/sevsim/junit/scenarios/", LOADER)).hasSize(3);
    }

    @Test
    void readsScenariosInAJar() throws IOException {
        Path jar = jar();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertThat(names("classpath:cases/one.yaml", loader)).containsExactly("one");
            assertThat(names("classpath:cases", loader)).containsExactly("one");
        }
    }

    @Test
    void refusesResourcesThatAreNotThere() {
        assertThatThrownBy(() -> names("classpath:none", LOADER))
                .isInstanceOf(InputException.class)
                .hasMessage("resource 'none' is not on the class path");
    }

    private static List<String> names(String place, ClassLoader loader) {
        return ResourcePath.use(place, loader, Scenarios::read).stream()
                .map(Scenario::name)
                .toList();
    }

    private Path jar() throws IOException {
        Path jar = directory.resolve("cases.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("cases/"));
            out.putNextEntry(new ZipEntry("cases/one.yaml"));
            out.write("name: one\nexpect: {verdict: accepted}\n".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
