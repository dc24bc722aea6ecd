package dev.sevsim.cli;

import dev.sevsim.bus.trace.JsonLinesTrace;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.cli.TraceLines.Answers;
import dev.sevsim.machine.TraceFile;
import dev.sevsim.machine.option.Choices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trace show}. */
@Command(
        name = "show",
        description =
                "Shows a trace as a readable sequence; what an operation caused is indented below it. Without --kind and --raw"
                        + " an answer stands behind the arrow of its request.")
final class TraceShowCommand extends JsonVerb {
    @Parameters(paramLabel = "FILE", description = "Trace to show; - for standard input.")
    private Path file;

    @Option(names = "--kind", paramLabel = "TEXT", description = "Only records whose kind contains this text.")
    private @Nullable String kind;

    @Option(
            names = "--party",
            paramLabel = "PARTY",
            completionCandidates = Choices.Parties.class,
            description = "Only records from or to this party: ${COMPLETION-CANDIDATES}.")
    private @Nullable String party;

    @Option(names = "--raw", description = "Also the raw bytes.")
    private boolean raw;

    @Override
    public Integer call() {
        party = party == null ? null : Choices.party(party);
        List<String> problems = new ArrayList<>();
        RecordedRun run = TraceFile.read(file, problems::add);
        show(run);
        problems.forEach(problem -> console.error(problem + "; what was whole is shown"));
        return problems.isEmpty() ? Main.OK : Main.USAGE;
    }

    /** A line of the trace itself. */
    @Override
    String schema() {
        return JsonLinesTrace.schema();
    }

    private void show(RecordedRun run) {
        List<TraceRecord> chosen =
                run.records().stream().filter(r -> isChosen(r.event())).toList();
        if (json()) {
            chosen.forEach(record -> console.json(JsonLinesTrace.toJson(record)));
            return;
        }
        int all = run.records().size();
        console.line((run.seed().isPresent() ? "seed " + run.seed().getAsLong() : "no seed") + ", " + all + " steps"
                + (chosen.size() == all ? "" : ", " + chosen.size() + " of them shown"));
        Answers answers = kind == null && !raw ? Answers.WITH_REQUESTS : Answers.OWN_LINES;
        TraceLines lines = new TraceLines(run.records(), answers, Console.columns());
        chosen.forEach(record -> {
            lines.of(record).forEach(console::line);
            if (raw) {
                record.event().raw().ifPresent(bytes -> console.line("        raw: " + bytes.toHex()));
            }
        });
    }

    private boolean isChosen(TraceEvent event) {
        return (kind == null || event.kind().contains(kind))
                && (party == null || event.from().equals(party) || event.to().equals(party));
    }
}
