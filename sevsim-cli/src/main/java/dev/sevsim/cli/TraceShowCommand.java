package dev.sevsim.cli;

import dev.sevsim.bus.trace.JsonLinesTrace;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.cli.TraceLines.Answers;
import dev.sevsim.io.file.OutputTarget;
import dev.sevsim.machine.TraceFile;
import dev.sevsim.machine.option.Choices;
import dev.sevsim.view.LaunchPage;
import dev.sevsim.view.MermaidDiagram;
import dev.sevsim.view.Run;
import dev.sevsim.view.ShortListing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trace show}. */
@Command(
        name = "show",
        description =
                "Shows a trace as a readable sequence, one line a frame; what an operation caused is indented below it, and an"
                        + " answer stands behind the arrow of its request. --kind and --raw show records one by one.")
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

    @Option(
            names = "--wide",
            description = "Every field of every record, with its time, in lines as long as they need.")
    private boolean wide;

    @Option(
            names = "--format",
            completionCandidates = TraceFormat.Names.class,
            description =
                    "Form of the output: ${COMPLETION-CANDIDATES} (default: text). mermaid is a sequence diagram, json the"
                            + " records as --json prints them, html the page that --report writes.")
    private @Nullable String format;

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() {
        page.check(asksForListing());
        party = party == null ? null : Choices.party(party);
        List<String> problems = new ArrayList<>();
        TraceFormat form = TraceFormat.of(format, json());
        try (@Nullable OutputTarget target = page.open().orElse(null)) {
            RecordedRun run = TraceFile.read(file, problems::add);
            if (target != null) {
                page.write(shown(run, problems), target);
            }
            if (target == null || asksForListing()) {
                show(run, form, problems);
            }
        }
        problems.forEach(problem -> console.error(problem + "; what was whole is shown"));
        return problems.isEmpty() ? Main.OK : Main.USAGE;
    }

    /** Beside a page; without one there is a listing anyway. */
    private boolean asksForListing() {
        return json() || format != null || kind != null || party != null || raw || wide;
    }

    /** A line of the trace itself. */
    @Override
    String schema() {
        return JsonLinesTrace.schema();
    }

    private void show(RecordedRun run, TraceFormat form, List<String> problems) {
        List<TraceRecord> chosen =
                run.records().stream().filter(r -> isChosen(r.event())).toList();
        switch (form) {
            case JSON -> chosen.forEach(record -> console.json(JsonLinesTrace.toJson(record)));
            case MERMAID -> MermaidDiagram.of(run).forEach(console::unbroken);
            case HTML -> console.text(LaunchPage.of(shown(run, problems)));
            case TEXT -> showText(run, chosen);
        }
    }

    private void showText(RecordedRun run, List<TraceRecord> chosen) {
        int all = run.records().size();
        console.line((run.seed().isPresent() ? "seed " + run.seed().getAsLong() : "no seed") + ", " + all + " steps"
                + (chosen.size() == all ? "" : ", " + chosen.size() + " of them shown"));
        if (!wide && kind == null && !raw) {
            ShortListing.of(run, this::isChosen, Console.columns(ShortListing.COLUMNS))
                    .forEach(console::unbroken);
            return;
        }
        Answers answers = kind == null && !raw ? Answers.WITH_REQUESTS : Answers.OWN_LINES;
        TraceLines lines = new TraceLines(run.records(), answers, wide ? Integer.MAX_VALUE : Console.columns());
        chosen.forEach(record -> {
            lines.of(record).forEach(wide ? console::unbroken : console::line);
            if (raw) {
                record.event().raw().ifPresent(bytes -> console.line("        raw: " + bytes.toHex()));
            }
        });
    }

    /** The run for a page, which states what is missing of its trace. */
    private Run shown(RecordedRun run, List<String> problems) {
        Run shown = Run.of(run);
        for (String problem : problems) {
            shown = shown.remarking(problem);
        }
        return shown;
    }

    private boolean isChosen(TraceEvent event) {
        return (kind == null || event.kind().contains(kind))
                && (party == null || event.from().equals(party) || event.to().equals(party));
    }
}
