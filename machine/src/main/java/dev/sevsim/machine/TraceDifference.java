package dev.sevsim.machine;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.trace.RecordedRun;
import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The first difference between two runs.
 *
 * @param step counts from 1; 0 for the header
 * @param what the record's kind and parties, or the record that only one run has
 * @param part the part of the record that differs, such as {@code fields.handle} or {@code raw at byte 16}
 * @param first the value in the first run
 * @param second the value in the second run
 */
public record TraceDifference(long step, String what, String part, String first, String second) {
    private static final String ABSENT = "(absent)";
    private static final int SHOWN_BYTES = 16;

    /** Compares record by record; the seed in the header counts only when nothing else differs. */
    public static Optional<TraceDifference> between(RecordedRun a, RecordedRun b) {
        List<TraceRecord> left = a.records();
        List<TraceRecord> right = b.records();
        int common = Math.min(left.size(), right.size());
        for (int i = 0; i < common; i++) {
            Optional<TraceDifference> found = between(left.get(i), right.get(i));
            if (found.isPresent()) {
                return found;
            }
        }
        if (left.size() != right.size()) {
            TraceRecord extra = left.size() > common ? left.get(common) : right.get(common);
            return Optional.of(new TraceDifference(
                    extra.step(),
                    "one run ends here, the other continues with " + title(extra.event()),
                    "record",
                    left.size() > common ? "present" : ABSENT,
                    right.size() > common ? "present" : ABSENT));
        }
        if (!a.seed().equals(b.seed())) {
            return Optional.of(new TraceDifference(0, "header", "seed", seed(a), seed(b)));
        }
        return Optional.empty();
    }

    /**
     * Why two runs differ, as far as their headers show: inputs and seeds; for runs of equal inputs the keys that each draws
     * anew. Empty for equal runs.
     */
    public static List<String> causes(RecordedRun a, RecordedRun b) {
        List<String> causes = new ArrayList<>();
        if (between(a, b).isEmpty()) {
            return causes;
        }
        Set<String> names = new LinkedHashSet<>(a.inputs().keySet());
        names.addAll(b.inputs().keySet());
        for (String name : names) {
            String first = a.inputs().getOrDefault(name, ABSENT);
            String second = b.inputs().getOrDefault(name, ABSENT);
            if (!first.equals(second)) {
                causes.add("--" + name + " differs: " + first + " and " + second);
            }
        }
        if (a.seed().isPresent() && b.seed().isPresent()) {
            if (!a.seed().equals(b.seed())) {
                causes.add("the seeds differ, " + seed(a) + " and " + seed(b)
                        + ": so do keys, nonces and the measurement");
            }
        } else {
            causes.add("a run without a seed draws its keys, nonces and secrets anew");
        }
        return causes;
    }

    private static String seed(RecordedRun run) {
        return run.seed().isPresent() ? Long.toString(run.seed().getAsLong()) : ABSENT;
    }

    private static Optional<TraceDifference> between(TraceRecord a, TraceRecord b) {
        if (a.equals(b)) {
            return Optional.empty();
        }
        Map<String, String> left = parts(a);
        Map<String, String> right = parts(b);
        Set<String> names = new LinkedHashSet<>(left.keySet());
        names.addAll(right.keySet());
        for (String name : names) {
            String first = left.getOrDefault(name, ABSENT);
            String second = right.getOrDefault(name, ABSENT);
            if (!first.equals(second)) {
                return Optional.of(new TraceDifference(a.step(), title(a.event()), name, first, second));
            }
        }
        return Optional.of(rawDifference(a, b));
    }

    private static Map<String, String> parts(TraceRecord record) {
        TraceEvent event = record.event();
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("kind", event.kind());
        parts.put("from", event.from());
        parts.put("to", event.to());
        record.parent().ifPresent(parent -> parts.put("parent", Long.toString(parent)));
        event.fields().forEach((name, value) -> parts.put("fields." + name, value.toString()));
        event.outcome().ifPresent(outcome -> parts.put("outcome", outcome));
        event.explanation().ifPresent(why -> {
            parts.put("explanation.rule", why.rule());
            parts.put("explanation.found", why.found());
            parts.put("explanation.source", why.source());
        });
        parts.put("time", Long.toString(record.timeNanos()));
        return parts;
    }

    private static TraceDifference rawDifference(TraceRecord a, TraceRecord b) {
        Bytes left = a.event().raw().orElse(Bytes.EMPTY);
        Bytes right = b.event().raw().orElse(Bytes.EMPTY);
        int at = 0;
        while (at < Math.min(left.length(), right.length()) && left.u8(at) == right.u8(at)) {
            at++;
        }
        String part = "raw at byte " + at
                + FrameParts.difference(a.event().kind(), left, right)
                        .map(component -> ": " + component)
                        .orElse("");
        return new TraceDifference(a.step(), title(a.event()), part, shown(left, at), shown(right, at));
    }

    private static String shown(Bytes raw, int at) {
        return at >= raw.length()
                ? "(ends)"
                : raw.slice(at, Math.min(raw.length(), at + SHOWN_BYTES)).toHex();
    }

    private static String title(TraceEvent event) {
        return event.kind() + " from " + event.from() + " to " + event.to();
    }
}
