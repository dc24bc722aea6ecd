package dev.sevsim.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code self-check}: one launch in each form of output; the class-data archive is made from its classes. */
@Command(
        name = "self-check",
        description = "Runs a launch in every form of output and reports whether all of them worked.")
@JsonVerb.Report("self-check")
final class SelfCheckCommand extends JsonVerb {
    private static final String SEED = "1";

    @Option(names = "--quiet", description = "Print nothing.")
    private boolean quiet;

    /** One command line and its exit status. */
    private record Run(String command, int status) {
        static Run of(String... words) {
            PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
            return new Run(String.join(" ", words), Main.run(nowhere, nowhere, words));
        }
    }

    @Override
    public Integer call() {
        List<Run> runs = runs();
        int worst = runs.stream().mapToInt(Run::status).max().orElse(Main.OK);
        if (!quiet) {
            report(runs, worst == Main.OK);
        }
        return worst;
    }

    private static List<Run> runs() {
        try {
            Path trace = Files.createTempFile("sevsim-self-check", ".jsonl");
            try {
                return List.of(
                        Run.of("launch", "--seed", SEED),
                        Run.of("launch", "--seed", SEED, "--json", "--trace", trace.toString()),
                        Run.of("trace", "show", trace.toString()),
                        Run.of("--help"));
            } finally {
                Files.deleteIfExists(trace);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("self-check needs a temporary file", e);
        }
    }

    private void report(List<Run> runs, boolean worked) {
        if (json()) {
            console.json(JsonText.object(g -> {
                g.writeBooleanProperty("worked", worked);
                JsonText.objects(g, "runs", runs, run -> {
                    g.writeStringProperty("command", run.command());
                    g.writeNumberProperty("status", run.status());
                });
            }));
        } else {
            console.line(worked ? "self-check: everything worked" : "self-check: something failed");
        }
    }
}
