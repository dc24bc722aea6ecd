package dev.sevsim.bus.trace;

import dev.sevsim.abi.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event, before the trace gives it a step number and a time.
 *
 * @param from the party that acted, such as {@code host}
 * @param to the party acted upon; equal to {@code from} for something internal
 * @param kind what happened, such as {@code mailbox.command}
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
        return builder(from, to, kind).build();
    }

    /** Collects the parts of an event. */
    public static Builder builder(String from, String to, String kind) {
        return new Builder(from, to, kind);
    }

    /** A builder that starts with the parts of this event. */
    public Builder toBuilder() {
        Builder builder = new Builder(from, to, kind);
        builder.fields.putAll(fields);
        builder.raw = raw.orElse(null);
        builder.outcome = outcome.orElse(null);
        builder.explanation = explanation.orElse(null);
        return builder;
    }

    /** Collects the parts of one event; used from one thread. */
    public static final class Builder {
        private final String from;
        private final String to;
        private final String kind;
        private final Map<String, Object> fields = new LinkedHashMap<>();
        private @Nullable Bytes raw;
        private @Nullable String outcome;
        private @Nullable Explanation explanation;

        private Builder(String from, String to, String kind) {
            this.from = from;
            this.to = to;
            this.kind = kind;
        }

        /** Appends a field, or changes one in its place. */
        public Builder with(String name, Object value) {
            fields.put(name, value);
            return this;
        }

        /** Sets the bytes. */
        public Builder withRaw(Bytes bytes) {
            raw = bytes;
            return this;
        }

        /** Sets the outcome. */
        public Builder withOutcome(String result) {
            outcome = result;
            return this;
        }

        /** Sets the reason of a refusal. */
        public Builder withExplanation(Explanation why) {
            explanation = why;
            return this;
        }

        /** The event; the builder may go on. */
        public TraceEvent build() {
            return new TraceEvent(
                    from,
                    to,
                    kind,
                    Collections.unmodifiableMap(new LinkedHashMap<>(fields)),
                    Optional.ofNullable(raw),
                    Optional.ofNullable(outcome),
                    Optional.ofNullable(explanation));
        }
    }
}
