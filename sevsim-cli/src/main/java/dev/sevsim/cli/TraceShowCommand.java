package dev.sevsim.cli;

import dev.sevsim.bus.trace.JsonLinesTrace;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.machine.TraceFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trace show}. */
@Command(
        name = "show",
        description = "Shows a trace as a readable sequence; what an operation caused is indented below it.")
final class TraceShowCommand extends JsonVerb {
    private static final int SHOWN_VALUE = 48;

    @Parameters(paramLabel = "FILE", description = "Trace to show.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    @Option(names = "--kind", paramLabel = "TEXT", description = "Only records whose kind contains this text.")
    private @Nullable String kind;

    @Option(names = "--party", paramLabel = "NAME", description = "Only records from or to this party.")
    private @Nullable String party;

    @Option(names = "--raw", description = "Also the raw bytes.")
    private boolean raw;

    @Override
    public Integer call() {
        RecordedRun run = TraceFile.read(file);
        List<TraceRecord> chosen =
                run.records().stream().filter(r -> isChosen(r.event())).toList();
        if (json()) {
            chosen.forEach(record -> console.line(JsonLinesTrace.toJson(record)));
            return Main.OK;
        }
        int all = run.records().size();
        console.line((run.seed().isPresent() ? "seed " + run.seed().getAsLong() : "no seed") + ", " + all + " steps"
                + (chosen.size() == all ? "" : ", " + chosen.size() + " of them shown"));
        Map<Long, Integer> depths = depths(run);
        int width = chosen.stream()
                .mapToInt(record -> indented(record, depths).length())
                .max()
                .orElse(1);
        chosen.forEach(record -> show(record, indented(record, depths), width));
        return Main.OK;
    }

    private boolean isChosen(TraceEvent event) {
        return (kind == null || event.kind().contains(kind))
                && (party == null
                        || event.from().equals(party.toLowerCase(Locale.ROOT))
                        || event.to().equals(party.toLowerCase(Locale.ROOT)));
    }

    /** How many operations each step is inside of. */
    private static Map<Long, Integer> depths(RecordedRun run) {
        Map<Long, Integer> depths = new HashMap<>();
        for (TraceRecord record : run.records()) {
            int depth = record.parent().isPresent()
                    ? depths.getOrDefault(record.parent().getAsLong(), 0) + 1
                    : 0;
            depths.put(record.step(), depth);
        }
        return depths;
    }

    private static String indented(TraceRecord record, Map<Long, Integer> depths) {
        return "  ".repeat(depths.getOrDefault(record.step(), 0))
                + record.event().kind();
    }

    private void show(TraceRecord record, String indentedKind, int width) {
        TraceEvent event = record.event();
        String way = event.from().equals(event.to()) ? event.from() : event.from() + " → " + event.to();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%5d %10.6f s  %-14s %-" + width + "s",
                record.step(),
                record.timeNanos() / 1e9,
                way,
                indentedKind));
        event.outcome().ifPresent(outcome -> line.append(" = ").append(outcome));
        event.fields()
                .forEach((name, value) ->
                        line.append(' ').append(name).append('=').append(shortened(value.toString())));
        console.line(line.toString().stripTrailing());
        event.explanation().ifPresent(why -> {
            console.line("        why: " + why.rule());
            console.line("        found: " + why.found() + " (" + why.source() + ")");
        });
        if (raw) {
            event.raw().ifPresent(bytes -> console.line("        raw: " + bytes.toHex()));
        }
    }

    private static String shortened(String value) {
        return value.length() <= SHOWN_VALUE ? value : value.substring(0, SHOWN_VALUE) + "…";
    }
}
