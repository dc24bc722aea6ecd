package dev.sevsim.it;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of the machine. */
public final class InstalledProgram {
    private InstalledProgram() {}

    /** Where a program is, on the path or where cargo puts it; empty where it is not installed. */
    public static Optional<Path> find(String name) {
        String places = System.getenv().getOrDefault("PATH", "")
                + File.pathSeparator
                + Path.of(System.getProperty("user.home"), ".cargo", "bin");
        return Stream.of(places.split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
