package dev.sevsim.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** A Maven repository with the artifacts of this build alone, in the layout that {@code mvn deploy} writes. */
final class InstalledArtifacts {
    private static final String GROUP = "dev/sevsim";
    private static final String VERSION = "0.1.0";

    private InstalledArtifacts() {}

    /** Writes the artifacts of every module with main classes, and the description of their parent. */
    static void writeTo(Path repository) throws IOException {
        copyDescription(SourceTree.ROOT.resolve("pom.xml"), repository, "sevsim");
        for (Path module : SourceTree.modules()) {
            Path classes = module.resolve("target/classes");
            if (!module.equals(SourceTree.ROOT) && Files.isDirectory(module.resolve("src/main/java"))) {
                String artifact = artifact(module);
                Path directory = copyDescription(module.resolve("pom.xml"), repository, artifact);
                jar(classes, directory.resolve(artifact + "-" + VERSION + ".jar"));
            }
        }
    }

    /** The artifact's name, which is not always that of the directory. */
    private static String artifact(Path module) throws IOException {
        String afterParent = Files.readString(module.resolve("pom.xml")).replaceFirst("(?s).*?</parent>", "");
        return afterParent.replaceFirst("(?s).*?<artifactId>([^<]+)</artifactId>.*", "$1");
    }

    private static Path copyDescription(Path pom, Path repository, String artifact) throws IOException {
        Path directory = Files.createDirectories(
                repository.resolve(GROUP).resolve(artifact).resolve(VERSION));
        Files.copy(pom, directory.resolve(artifact + "-" + VERSION + ".pom"));
        return directory;
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> entries = Files.walk(classes)) {
            out.setLevel(1);
            List<Path> files = entries.filter(Files::isRegularFile).sorted().toList();
            for (Path content : files) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(content).toString().replace('\\', '/')));
                Files.copy(content, out);
            }
        }
    }
}
