package dev.sevsim.cli;

import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import dev.sevsim.io.file.InputException;
import dev.sevsim.machine.TraceDifference;
import dev.sevsim.machine.TraceFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trace}: reads what {@code launch --trace} wrote. */
@Command(
        name = "trace",
        description = "Shows a trace as a readable sequence, or shows where two runs diverge.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TraceCommand.Show.class, TraceCommand.Diff.class})
final class TraceCommand extends Verb {
    @Override
    public Integer call() {
        throw new InputException("trace needs a command: show or diff; see: sevsim trace --help");
    }

    /** {@code trace show}. */
    @Command(
            name = "show",
            description = "Shows a trace as a readable sequence; what an operation caused is indented below it.",
            mixinStandardHelpOptions = true)
    static final class Show extends JsonVerb {
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
                chosen.forEach(record -> console.line(TraceJson.of(record)));
                return Main.OK;
            }
            int all = run.records().size();
            console.line("seed " + run.seed() + ", " + all + " steps"
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

    /** {@code trace diff}. */
    @Command(
            name = "diff",
            description = "Shows the first difference between two runs; exit status 1 when there is one.",
            mixinStandardHelpOptions = true)
    static final class Diff extends JsonVerb {
        @Parameters(index = "0", paramLabel = "FIRST", description = "Trace of one run.")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private Path first;

        @Parameters(index = "1", paramLabel = "SECOND", description = "Trace to compare with.")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private Path second;

        @Override
        public Integer call() {
            Optional<TraceDifference> difference =
                    TraceDifference.between(TraceFile.read(first), TraceFile.read(second));
            if (json()) {
                console.line(JsonText.object(g -> {
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
}
