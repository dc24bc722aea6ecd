package dev.sevsim.cli;

import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The records of a trace as lines of text. */
final class TraceLines {
    private static final int SHOWN_VALUE = 48;
    private static final int HANGING = 8;

    /** Requests whose answers fit behind them. */
    private static final Map<String, String> ANSWERS = Map.of(
            FrameType.DEVICE_CALL.kind(), FrameType.DEVICE_RESULT.kind(),
            FrameType.MAILBOX_COMMAND.kind(), FrameType.MAILBOX_RESPONSE.kind());

    private final Map<Long, TraceRecord> records = new HashMap<>();
    private final Map<Long, Integer> depths = new HashMap<>();
    private final Map<Long, TraceRecord> answers = new HashMap<>();
    private final Set<Long> lengthQueries = new HashSet<>();
    private final Set<Long> folded = new HashSet<>();
    private final int columns;

    /** Where the answer to a request is shown. */
    enum Answers {
        WITH_REQUESTS,
        OWN_LINES
    }

    /** Lines of at most {@code columns} characters for records of a run that are {@code all} there are. */
    TraceLines(List<TraceRecord> all, Answers shown, int columns) {
        this.columns = columns;
        for (TraceRecord record : all) {
            records.put(record.step(), record);
            int depth = parent(record)
                    .map(p -> depths.getOrDefault(p.step(), 0) + 1)
                    .orElse(0);
            depths.put(record.step(), depth);
            if (isLengthQuery(record.event())) {
                for (Optional<TraceRecord> r = Optional.of(record); r.isPresent(); r = parent(r.get())) {
                    lengthQueries.add(r.get().step());
                }
            }
            if (shown == Answers.WITH_REQUESTS && isAnswer(record)) {
                answers.put(record.parent().orElseThrow(), record);
                folded.add(record.step());
            }
        }
    }

    /** Lines of one record; none for an answer that stands with its request. */
    List<String> of(TraceRecord record) {
        List<String> lines = new ArrayList<>();
        if (folded.contains(record.step())) {
            return lines;
        }
        TraceEvent event = record.event();
        String way = event.from().equals(event.to()) ? event.from() : event.from() + " → " + event.to();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%5d %10.6f s  %-14s %s",
                record.step(),
                record.timeNanos() / 1e9,
                TerminalText.printable(way),
                TerminalText.printable(indented(record))));
        event.outcome().ifPresent(outcome -> line.append(" = ").append(TerminalText.printable(outcome)));
        TraceFields.of(event).forEach((name, value) -> line.append(' ').append(shown(name, value)));
        Optional.ofNullable(answers.get(record.step()))
                .ifPresent(answer -> TraceFields.of(answer.event())
                        .forEach((name, value) -> line.append(" → ").append(shown(name, value))));
        lines.addAll(TerminalText.wrapped(line.toString(), columns, HANGING));
        event.explanation().ifPresent(why -> {
            if (lengthQueries.contains(record.step())) {
                lines.add("        this asks for the length; it is no failure");
            } else {
                lines.add("        why: " + TerminalText.printable(why.rule()));
                lines.add("        found: " + TerminalText.printable(why.found() + " (" + why.source() + ")"));
            }
        });
        return lines;
    }

    private static String shown(String name, String value) {
        String cut = value.length() <= SHOWN_VALUE ? value : value.substring(0, SHOWN_VALUE) + "…";
        return TerminalText.printable(name + "=" + cut);
    }

    /** A command that is refused for a length of 0 gives the length that it needs. */
    private static boolean isLengthQuery(TraceEvent event) {
        return event.outcome().equals(Optional.of("INVALID_LENGTH"))
                && event.fields().entrySet().stream()
                        .anyMatch(field -> field.getKey().endsWith("_LEN")
                                && field.getValue().toString().equals("0")
                                && event.fields().containsKey("out." + field.getKey()));
    }

    private boolean isAnswer(TraceRecord record) {
        return parent(record)
                .filter(request ->
                        record.event().kind().equals(ANSWERS.get(request.event().kind())))
                .isPresent();
    }

    private Optional<TraceRecord> parent(TraceRecord record) {
        return record.parent().isPresent()
                ? Optional.ofNullable(records.get(record.parent().getAsLong()))
                : Optional.empty();
    }

    private String indented(TraceRecord record) {
        return "  ".repeat(depths.getOrDefault(record.step(), 0))
                + record.event().kind();
    }
}
