package dev.sevsim.bridge;

import dev.sevsim.abi.Bytes;
import dev.sevsim.io.file.FileProblem;
import dev.sevsim.machine.SimulatorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The sources of what catches system calls and their compiled forms, kept in {@code $XDG_CACHE_HOME/sevsim} or {@code ~/.cache/sevsim} under the
 * digest of sources and options.
 */
final class CompiledSource {
    /** The program and the library for LD_PRELOAD. */
    private static final String SUPERVISOR = "supervisor.c";

    /** The library for the CPUID instruction. */
    private static final String PROCESSOR = "cpuid.c";

    private static final List<String> SOURCES =
            List.of(SUPERVISOR, PROCESSOR, "host-files.h", "host-calls.h", "host-library.h");

    private static final List<String> LIBRARY = List.of("-O2", "-fPIC", "-shared");
    private static final String COMPILER = "cc";
    private static final int DIGEST_BYTES = 8;

    private CompiledSource() {}

    /** The supervisor as a program. */
    static Path program() {
        return compiled(cache(), "supervisor", List.of("-O2", "-pthread", SUPERVISOR));
    }

    /** The supervisor as a library for LD_PRELOAD. */
    static Path library() {
        return compiled(cache(), "preload", with(LIBRARY, "-DSEVSIM_PRELOAD", "-pthread", SUPERVISOR));
    }

    /** A library for LD_PRELOAD that answers CPUID. */
    static Path processor() {
        return compiled(cache(), "cpuid", with(LIBRARY, PROCESSOR));
    }

    private static List<String> with(List<String> options, String... more) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return all;
    }

    /** The file of this name in {@code directory}, made by the compiler with options and a source unless it is there. */
    static Path compiled(Path directory, String name, List<String> options) {
        Path made = directory.resolve(name + "-" + digest(options));
        if (Files.isExecutable(made)) {
            return made;
        }
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // Compiled beside its place, so that the move is within one file system.
            Path work = Files.createTempDirectory(directory, ".cc");
            try {
                for (String source : SOURCES) {
                    Path unused = Files.write(work.resolve(source), source(source));
                }
                Path output = work.resolve(name);
                compile(output, options);
                // Another process may have made the same file meanwhile: the contents are equal.
                return Files.move(output, made, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                for (String file : with(SOURCES, name)) {
                    Files.deleteIfExists(work.resolve(file));
                }
                Files.deleteIfExists(work);
            }
        } catch (IOException e) {
            throw new SimulatorException(
                    "the supervisor cannot be kept in " + directory + ": " + FileProblem.reason(e)
                            + "; name another directory with XDG_CACHE_HOME",
                    e);
        }
    }

    /** Runs the compiler; its first error is in the message of the exception. */
    private static void compile(Path output, List<String> options) throws IOException {
        List<String> words = new ArrayList<>(List.of(COMPILER));
        words.addAll(options);
        words.addAll(List.of("-o", output.toAbsolutePath().toString()));
        Process compiler;
        try {
            compiler = new ProcessBuilder(words)
                    .directory(Objects.requireNonNull(output.toAbsolutePath().getParent())
                            .toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new SimulatorException(
                    "there is no C compiler, which the supervisor needs at its first use: install one as cc, on Debian"
                            + " with: apt-get install gcc libc6-dev",
                    e);
        }
        try (InputStream messages = compiler.getInputStream()) {
            String text = new String(messages.readAllBytes(), StandardCharsets.UTF_8);
            if (compiler.waitFor() != 0) {
                throw new SimulatorException("cc cannot compile the supervisor: "
                        + text.lines()
                                .filter(line -> line.contains("error"))
                                .findFirst()
                                .orElse(text.strip())
                        + "; it needs the headers of Linux 5.14 or newer, on Debian: apt-get install libc6-dev");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulatorException("the compiler was interrupted", e);
        }
    }

    /** The user's directory for what can be made again: XDG Base Directory Specification. */
    private static Path cache() {
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .filter(text -> text.startsWith("/"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("sevsim");
    }

    private static byte[] source(String name) {
        try (InputStream stream = Objects.requireNonNull(CompiledSource.class.getResourceAsStream(name), name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name that is another one for another source and for other options. */
    private static String digest(List<String> options) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            SOURCES.forEach(name -> sha256.update(source(name)));
            byte[] digest = sha256.digest(String.join(" ", options).getBytes(StandardCharsets.UTF_8));
            return Bytes.copyOf(Arrays.copyOf(digest, DIGEST_BYTES)).toHex();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
