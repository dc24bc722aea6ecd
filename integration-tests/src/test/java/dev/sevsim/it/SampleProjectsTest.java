package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample projects, built outside of this tree from artifacts in a repository. */
@Timeout(300)
class SampleProjectsTest {
    private static final Path SAMPLES = SourceTree.ROOT.resolve("integration-tests/samples");
    private static final Path SOURCES = SAMPLES.resolve("maven/src/test/java/com/example");

    /** Libraries come from where this build has them, artifacts of sevsim from the test's repository. */
    private static final String SETTINGS = """
            <settings>
                <mirrors>
                    <mirror><id>libraries</id><mirrorOf>central</mirrorOf><url>{libraries}</url></mirror>
                </mirrors>
                <profiles>
                    <profile>
                        <id>sevsim</id>
                        <repositories>
                            <repository><id>sevsim</id><url>{artifacts}</url></repository>
                        </repositories>
                    </profile>
                </profiles>
                <activeProfiles><activeProfile>sevsim</activeProfile></activeProfiles>
            </settings>
            """;

    @TempDir
    private Path directory;

    @Test
    void passesAndFailsAsItsProfilesIntend() throws Exception {
        assumeTrue(isOnPath("mvn"), "Maven is not on the path");
        Path project = directory.resolve("project");
        copy(SAMPLES.resolve("maven"), project);
        Path artifacts = directory.resolve("artifacts");
        InstalledArtifacts.writeTo(artifacts);
        Path libraries =
                Path.of(System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        Path settings = Files.writeString(
                directory.resolve("settings.xml"),
                SETTINGS.replace("{libraries}", libraries.toUri().toString())
                        .replace("{artifacts}", artifacts.toUri().toString()));

        Built passing = maven(project, settings, "test");
        Built failing = maven(project, settings, "-Pfailing", "surefire:test");

        assertThat(passing.output()).contains("Tests run: 4, Failures: 0, Errors: 0, Skipped: 0", "BUILD SUCCESS");
        assertThat(passing.status()).isZero();
        assertThat(failing.status()).isEqualTo(1);
        assertThat(failing.output())
                .contains(
                        "Tests run: 5, Failures: 1, Errors: 0, Skipped: 0",
                        "verdict: expected accepted, found refused by owner",
                        "sevsim seed 7",
                        "repeat: mvn test -Dtest='com.example.TamperedImageTest#isAccepted'",
                        "trace: target/sevsim-traces/com.example.TamperedImageTest.isAccepted.jsonl");
        assertThat(project.resolve("target/sevsim-traces/com.example.TamperedImageTest.isAccepted.jsonl"))
                .isNotEmptyFile();
    }

    @Test
    void samplesUseTheSameArtifacts() throws IOException {
        String gradle = Files.readString(SAMPLES.resolve("gradle/build.gradle"));
        String maven = Files.readString(SAMPLES.resolve("maven/pom.xml"));

        assertThat(new TreeSet<>(found("testImplementation '([^:]+:[^:]+:[^']+)'", gradle)))
                .isEqualTo(new TreeSet<>(found(
                        "<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>\\$\\{([^}]+)}",
                        maven)));
        assertThat(gradle)
                .contains("'../maven/src/test/java'", "'../maven/src/test/resources'", "excludeTags 'failing'");
    }

    @Test
    void pagesShowTheFilesOfTheSample() throws IOException {
        String readme = Files.readString(SourceTree.ROOT.resolve("README.md"));
        String page = Files.readString(SourceTree.ROOT.resolve("docs/junit.md"));
        String scenario = Files.readString(SAMPLES.resolve("maven/src/test/resources/scenarios/first.yaml"));

        assertThat(readme)
                .contains("```java\n" + from("FirstLaunchTest.java", "@SevTest") + "```")
                .contains("```yaml\n" + scenario + "```");
        assertThat(page)
                .contains("```java\n" + from("TamperedImageTest.java", "import static") + "```")
                .contains("```java\n" + from("ScenariosTest.java", "class") + "```");
    }

    /** A file of the sample from a word on. */
    private static String from(String file, String word) throws IOException {
        String text = Files.readString(SOURCES.resolve(file));
        return text.substring(text.indexOf(word));
    }

    private record Built(int status, String output) {}

    private Built maven(Path project, Path settings, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "mvn", "-B", "-ntp", "-s", settings.toString(), "-Dmaven.repo.local=" + directory.resolve("local")));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process process = builder.start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        return new Built(process.exitValue(), Files.readString(output));
    }

    /** Group, artifact and version of dependencies; versions that are properties are looked up. */
    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(one -> one.groupCount() == 1
                        ? one.group(1)
                        : one.group(1) + ":" + one.group(2) + ":"
                                + text.replaceFirst(
                                        "(?s).*<" + one.group(3) + ">([^<]+)</" + one.group(3) + ">.*", "$1"))
                .toList();
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : SourceTree.files(from, ".xml", ".java", ".yaml")) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }
}
