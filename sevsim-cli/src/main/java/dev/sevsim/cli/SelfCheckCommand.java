package dev.sevsim.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code self-check}: one launch in each form of output; the class-data archive is made from its classes. */
@Command(
        name = "self-check",
        description = "Runs a launch in every form of output and reports whether all of them worked.")
final class SelfCheckCommand extends Verb {
    private static final String SEED = "1";

    @Option(names = "--quiet", description = "Print nothing.")
    private boolean quiet;

    @Override
    public Integer call() {
        try {
            Path trace = Files.createTempFile("sevsim-self-check", ".jsonl");
            try {
                int worst = Math.max(
                        silently("launch", "--seed", SEED),
                        Math.max(
                                silently("launch", "--seed", SEED, "--json", "--trace", trace.toString()),
                                Math.max(silently("trace", "show", trace.toString()), silently("--help"))));
                if (!quiet) {
                    console.line(worst == Main.OK ? "self-check: everything worked" : "self-check: something failed");
                }
                return worst;
            } finally {
                Files.deleteIfExists(trace);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("self-check needs a temporary file", e);
        }
    }

    private static int silently(String... args) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Main.run(nowhere, nowhere, args);
    }
}
