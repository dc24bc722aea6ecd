package dev.sevsim.bus.trace;

import dev.sevsim.abi.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that happened, before the trace gives it a step number and a time.
 *
 * @param from who acted, such as {@code host}
 * @param to who was acted upon; equal to {@code from} for something internal
 * @param kind what it was, such as {@code mailbox.command}
 * @param fields decoded and named fields in specification order; values are strings, numbers or booleans
 * @param raw the bytes, when they may be shown
 * @param outcome a status, errno or verdict name, when there is one
 * @param explanation why, for a refusal
 */
public record TraceEvent(
        String from,
        String to,
        String kind,
        Map<String, Object> fields,
        Optional<Bytes> raw,
        Optional<String> outcome,
        Optional<Explanation> explanation) {
    /** An event with nothing but its kind. */
    public static TraceEvent of(String from, String to, String kind) {
        return new TraceEvent(from, to, kind, Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** This with one more field. */
    public TraceEvent with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new TraceEvent(from, to, kind, more, raw, outcome, explanation);
    }

    /** This with its bytes. */
    public TraceEvent withRaw(Bytes bytes) {
        return new TraceEvent(from, to, kind, fields, Optional.of(bytes), outcome, explanation);
    }

    /** This with its outcome. */
    public TraceEvent withOutcome(String result) {
        return new TraceEvent(from, to, kind, fields, raw, Optional.of(result), explanation);
    }

    /** This with the reason of a refusal. */
    public TraceEvent withExplanation(Explanation why) {
        return new TraceEvent(from, to, kind, fields, raw, outcome, Optional.of(why));
    }
}
