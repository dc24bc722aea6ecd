package dev.sevsim.cli;

import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.machine.TraceDifference;
import dev.sevsim.machine.TraceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code trace diff}. */
@Command(
        name = "diff",
        description =
                "Shows what differs between two runs: inputs, seeds, and the first step that is not the same; exit status 1"
                        + " when there is one.")
@JsonVerb.Report("trace-diff")
final class TraceDiffCommand extends JsonVerb {
    @Parameters(index = "0", paramLabel = "FIRST", description = "Trace of one run; - for standard input.")
    private Path first;

    @Parameters(index = "1", paramLabel = "SECOND", description = "Trace to compare with.")
    private Path second;

    @Override
    public Integer call() {
        RecordedRun one = TraceFile.read(first);
        RecordedRun other = TraceFile.read(second);
        Optional<TraceDifference> difference = TraceDifference.between(one, other);
        List<String> causes = TraceDifference.causes(one, other);
        if (json()) {
            console.json(JsonText.object(g -> {
                g.writeBooleanProperty("equal", difference.isEmpty());
                difference.ifPresent(d -> {
                    g.writeNumberProperty("step", d.step());
                    g.writeStringProperty("what", d.what());
                    g.writeStringProperty("part", d.part());
                    g.writeStringProperty("first", d.first());
                    g.writeStringProperty("second", d.second());
                    JsonText.texts(g, "causes", causes);
                });
            }));
        } else if (difference.isEmpty()) {
            console.line("the traces are equal");
        } else {
            TraceDifference d = difference.orElseThrow();
            causes.forEach(cause -> console.line("cause: " + TerminalText.printable(cause)));
            console.line("the runs diverge at step " + d.step() + ": " + TerminalText.printable(d.what()));
            console.line("  " + TerminalText.printable(d.part()));
            console.line("    first:  " + TerminalText.printable(d.first()));
            console.line("    second: " + TerminalText.printable(d.second()));
        }
        return difference.isEmpty() ? Main.OK : Main.REFUSED;
    }
}
