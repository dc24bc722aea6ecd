package dev.sevsim.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sevsim.cli.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Files and programs of the machine that a test can use; a test without them is skipped with a message. */
final class InstalledFiles {
    private InstalledFiles() {}

    /** A file, or the test is skipped. */
    static Path file(String path) {
        Path file = Path.of(path);
        assumeTrue(Files.isReadable(file), path + " is not installed");
        return file;
    }

    /** The first file in /boot whose name starts so, or the test is skipped. */
    static Path inBoot(String prefix) {
        Path boot = Path.of("/boot");
        assumeTrue(Files.isDirectory(boot), "no /boot");
        try (Stream<Path> files = Files.list(boot)) {
            Optional<Path> found = files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .filter(Files::isReadable)
                    .min(Comparator.naturalOrder());
            assumeTrue(found.isPresent(), "no readable /boot/" + prefix + "*");
            return found.orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Skips the test unless a program is on the path. */
    static void requireProgram(String name) {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        assumeTrue(found, name + " is not installed");
    }

    /** sevctl, from the path or where cargo puts it, or the test is skipped. */
    static Path sevctl() {
        Optional<Path> found = InstalledProgram.find("sevctl");
        assumeTrue(found.isPresent(), "sevctl is not installed: cargo install sevctl --version 0.6.2 --locked");
        return found.orElseThrow();
    }

    /** Skips the test unless the system's Python has a module. */
    static void requirePythonModule(String name) throws IOException, InterruptedException {
        Path python = file("/usr/bin/python3");
        Process process = new ProcessBuilder(python.toString(), "-c", "import " + name)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(process.waitFor() == 0, "Python's module " + name + " is not installed");
    }

    /** Writes a program {@code sevsim} that runs the classes under test into a directory, which it returns. */
    static Path launcher(Path directory) throws IOException {
        Path script = Files.writeString(
                directory.resolve("sevsim"),
                "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' -XX:TieredStopAtLevel=1 -Dslf4j.internal.verbosity=ERROR -cp '"
                        + System.getProperty("java.class.path") + "' " + Main.class.getName() + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }
}
