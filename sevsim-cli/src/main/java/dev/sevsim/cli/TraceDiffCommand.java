package dev.sevsim.cli;

import dev.sevsim.machine.TraceDifference;
import dev.sevsim.machine.TraceFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code trace diff}. */
@Command(name = "diff", description = "Shows the first difference between two runs; exit status 1 when there is one.")
final class TraceDiffCommand extends JsonVerb {
    @Parameters(index = "0", paramLabel = "FIRST", description = "Trace of one run; - for standard input.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path first;

    @Parameters(index = "1", paramLabel = "SECOND", description = "Trace to compare with.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path second;

    @Override
    public Integer call() {
        Optional<TraceDifference> difference = TraceDifference.between(TraceFile.read(first), TraceFile.read(second));
        if (json()) {
            console.json(JsonText.object(g -> {
                g.writeBooleanProperty("equal", difference.isEmpty());
                difference.ifPresent(d -> {
                    g.writeNumberProperty("step", d.step());
                    g.writeStringProperty("what", d.what());
                    g.writeStringProperty("part", d.part());
                    g.writeStringProperty("first", d.first());
                    g.writeStringProperty("second", d.second());
                });
            }));
        } else if (difference.isEmpty()) {
            console.line("the traces are equal");
        } else {
            TraceDifference d = difference.orElseThrow();
            console.line("the runs diverge at step " + d.step() + ": " + d.what());
            console.line("  " + d.part());
            console.line("    first:  " + d.first());
            console.line("    second: " + d.second());
        }
        return difference.isEmpty() ? Main.OK : Main.REFUSED;
    }
}
