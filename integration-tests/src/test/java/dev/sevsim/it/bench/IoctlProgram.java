package dev.sevsim.it.bench;

import dev.sevsim.cli.Main;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A C program on a simulated host of its own, which makes ioctls when it is asked to; compiled when it is started. */
final class IoctlProgram implements AutoCloseable {
    private static final String SOURCE = "ioctls.c";
    private static final int END_SECONDS = 30;

    private final Path directory;
    private final Process process;
    private final BufferedWriter input;
    private final BufferedReader output;

    private IoctlProgram(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
        this.input = process.outputWriter();
        this.output = process.inputReader();
    }

    /** Whether there is a C compiler. */
    static boolean isPossible() {
        return isInstalled("cc");
    }

    /** Whether there is a program of this name. */
    static boolean isInstalled(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
    }

    /** The words of a verb of this build in a process of its own. */
    static List<String> verb(String... words) {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        all.addAll(List.of(words));
        return all;
    }

    /** Compiles the program and starts it with options of {@code sevsim run}. */
    static IoctlProgram start(String... options) {
        try {
            Path directory = Files.createTempDirectory("sevsim-ioctls");
            return new IoctlProgram(directory, start(compile(directory), options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path compile(Path directory) throws IOException {
        Path source = directory.resolve(SOURCE);
        try (InputStream text = Objects.requireNonNull(IoctlProgram.class.getResourceAsStream(SOURCE), SOURCE)) {
            long unused = Files.copy(text, source);
        }
        Path program = directory.resolve("ioctls");
        Process compiler = new ProcessBuilder("cc", "-O2", "-o", program.toString(), source.toString())
                .inheritIO()
                .start();
        requireSuccess("cc", compiler);
        return program;
    }

    private static Process start(Path program, String... options) throws IOException {
        List<String> words = verb("run");
        words.addAll(List.of(options));
        words.addAll(List.of("--", program.toString()));
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void requireSuccess(String name, Process process) {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(name + " fails or does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Makes calls; how many nanoseconds they took by the program's own clock. */
    long call(int count) {
        return measure(count);
    }

    /** Exchanges messages of the same size with another process instead. */
    long exchange(int count) {
        return measure(-count);
    }

    private long measure(int count) {
        try {
            input.write(count + "\n");
            input.flush();
            return Long.parseLong(Objects.requireNonNull(output.readLine(), "the program has ended"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the program, which must not have failed. */
    @Override
    public void close() {
        try {
            input.close();
            requireSuccess("the program", process);
            for (String name : List.of(SOURCE, "ioctls")) {
                Files.delete(directory.resolve(name));
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
