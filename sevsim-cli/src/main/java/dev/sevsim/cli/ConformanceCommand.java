package dev.sevsim.cli;

import dev.sevsim.io.file.InputException;
import dev.sevsim.kernel.conformance.Difference;
import dev.sevsim.kernel.conformance.PairConformance;
import dev.sevsim.kernel.conformance.SystemCallConformance;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code conformance}: the recorded answers of a real kernel beside those of the simulated one. */
@Command(
        name = "conformance",
        description = "Compares the guest's kernel with the recorded answers of a real one.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConformanceCommand.SystemCalls.class, ConformanceCommand.Pairs.class})
final class ConformanceCommand extends Verb {
    @Override
    public Integer call() {
        throw new InputException("conformance needs a command: system-calls or pairs; see: sevsim conformance --help");
    }

    /** A comparison that prints each difference, then the counts. */
    @JsonVerb.Report("conformance")
    abstract static class Comparison extends JsonVerb {
        /** Refuses a file without a line of the recording that the command compares. */
        static void requireRecording(boolean found, Path file, String of) {
            if (!found) {
                throw new InputException(file + " holds no recording of " + of);
            }
        }

        /** Prints; the exit status. */
        final int report(List<Difference> differences, String compared) {
            if (json()) {
                console.json(JsonText.object(g -> {
                    g.writeStringProperty("compared", compared);
                    JsonText.objects(g, "differences", differences, difference -> {
                        g.writeStringProperty("where", difference.where());
                        g.writeStringProperty("call", difference.call());
                        g.writeStringProperty("real", difference.real());
                        g.writeStringProperty("ours", difference.ours());
                    });
                }));
            } else {
                for (Difference difference : differences) {
                    console.line(difference.where() + ": " + difference.call());
                    console.line("  real: " + difference.real());
                    console.line("  ours: " + difference.ours());
                }
                console.line(compared + ": " + differences.size() + " differing");
            }
            return differences.isEmpty() ? Main.OK : Main.REFUSED;
        }
    }

    /** {@code conformance system-calls}. */
    @Command(
            name = "system-calls",
            description = "Makes recorded system calls on securityfs again, each sequence in a fresh guest, and prints"
                    + " each answer that differs; exit status 1 when there is one.")
    static final class SystemCalls extends Comparison {
        @Parameters(
                paramLabel = "FILE",
                arity = "1..*",
                description = "Recordings: JSON lines, plain or packed with gzip.")
        private List<Path> files;

        @Override
        public Integer call() {
            SystemCallConformance conformance = new SystemCallConformance();
            for (Path file : files) {
                int before = conformance.calls();
                RecordedLines.read(file, conformance::accept, text -> {});
                requireRecording(conformance.calls() > before, file, "system calls");
            }
            return report(conformance.differences(), conformance.compared());
        }
    }

    /** {@code conformance pairs}. */
    @Command(
            name = "pairs",
            description =
                    "Loads efi_secret on recorded (base, size) pairs of the secret area, all in one boot, and prints"
                            + " each outcome that differs; exit status 1 when there is one.")
    static final class Pairs extends Comparison {
        @Parameters(
                paramLabel = "FILE",
                description = "Recording: the memory map of /proc/iomem, then JSON lines; plain or packed with gzip.")
        private Path file;

        @Override
        public Integer call() {
            PairConformance conformance = new PairConformance();
            RecordedLines.read(file, conformance::accept, conformance::acceptText);
            requireRecording(conformance.pairs() > 0, file, "pairs");
            return report(conformance.differences(), conformance.pairs() + " pairs");
        }
    }
}
