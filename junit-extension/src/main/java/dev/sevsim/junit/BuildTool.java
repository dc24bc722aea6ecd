package dev.sevsim.junit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The build that runs the tests, by the files of its project: where its outputs go, and how it repeats a test. */
enum BuildTool {
    MAVEN("target"),
    GRADLE("build"),
    OTHER("target");

    /** Names the seed of a run: a system property, or a configuration parameter of JUnit. */
    static final String SEED_PROPERTY = "sevsim.seed";

    private final String output;

    BuildTool(String output) {
        this.output = output;
    }

    /** The build of a project. */
    static BuildTool of(Path project) {
        if (Files.exists(project.resolve("pom.xml"))) {
            return MAVEN;
        }
        return Files.exists(project.resolve("build.gradle")) || Files.exists(project.resolve("build.gradle.kts"))
                ? GRADLE
                : OTHER;
    }

    /** Directory for the traces of failed tests. */
    Path traces() {
        return Path.of(output, "sevsim-traces");
    }

    /** A class in the names of files: nested ones without the dollar sign, which shells expand. */
    static String fileName(Class<?> type) {
        return type.getName().replace('$', '.');
    }

    /** How to run one test again; {@code named} tells that the sources have the seed. */
    String repeat(Class<?> type, String method, long seed, boolean named) {
        String annotation = named ? "" : " with @SevTest(seed = " + seed + "L)";
        return switch (this) {
            case MAVEN ->
                "mvn test -Dtest='" + type.getName() + "#" + method + "'"
                        + (named ? "" : " -D" + SEED_PROPERTY + "=" + seed);
            case GRADLE -> "gradle test --tests '" + type.getName() + "." + method + "'" + annotation;
            case OTHER -> type.getName() + "." + method + annotation;
        };
    }
}
