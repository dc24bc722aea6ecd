package dev.sevsim.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildToolTest {
    private static final String TYPE = BuildToolTest.class.getName();

    @TempDir
    private Path project;

    @ParameterizedTest
    @CsvSource({"pom.xml, MAVEN, target", "build.gradle, GRADLE, build", "build.gradle.kts, GRADLE, build"})
    void goesByTheFilesOfTheProject(String file, BuildTool tool, String output) throws IOException {
        assertThat(BuildTool.of(project)).isEqualTo(BuildTool.OTHER);

        Files.createFile(project.resolve(file));

        assertThat(BuildTool.of(project)).isEqualTo(tool);
        assertThat(tool.traces()).isEqualTo(Path.of(output, "sevsim-traces"));
    }

    @Test
    void namesTheSeedThatTheSourcesDoNotHave() {
        assertThat(BuildTool.MAVEN.repeat(BuildToolTest.class, "runs", 7, true))
                .isEqualTo("mvn test -Dtest='" + TYPE + "#runs'");
        assertThat(BuildTool.MAVEN.repeat(BuildToolTest.class, "runs", 7, false))
                .isEqualTo("mvn test -Dtest='" + TYPE + "#runs' -Dsevsim.seed=7");
        assertThat(BuildTool.GRADLE.repeat(BuildToolTest.class, "runs", 7, true))
                .isEqualTo("gradle test --tests '" + TYPE + ".runs'");
        assertThat(BuildTool.GRADLE.repeat(BuildToolTest.class, "runs", 7, false))
                .isEqualTo("gradle test --tests '" + TYPE + ".runs' with @SevTest(seed = 7L)");
        assertThat(BuildTool.OTHER.repeat(BuildToolTest.class, "runs", 7, false))
                .isEqualTo(TYPE + ".runs with @SevTest(seed = 7L)");
    }
}
