package dev.sevsim.cli;

import dev.sevsim.bus.trace.TraceEvent;
import dev.sevsim.bus.trace.TraceRecord;

/** A trace record as one JSON object. */
final class TraceJson {
    private TraceJson() {}

    static String of(TraceRecord record) {
        TraceEvent event = record.event();
        return JsonText.object(g -> {
            g.writeNumberProperty("step", record.step());
            record.parent().ifPresent(parent -> g.writeNumberProperty("parent", parent));
            g.writeNumberProperty("time", record.timeNanos());
            g.writeStringProperty("from", event.from());
            g.writeStringProperty("to", event.to());
            g.writeStringProperty("kind", event.kind());
            g.writeObjectPropertyStart("fields");
            event.fields().forEach((name, value) -> {
                if (value instanceof Number number) {
                    g.writeNumberProperty(name, number.longValue());
                } else if (value instanceof Boolean truth) {
                    g.writeBooleanProperty(name, truth);
                } else {
                    g.writeStringProperty(name, value.toString());
                }
            });
            g.writeEndObject();
            event.raw().ifPresent(raw -> g.writeStringProperty("raw", raw.toHex()));
            event.outcome().ifPresent(outcome -> g.writeStringProperty("outcome", outcome));
            event.explanation().ifPresent(why -> {
                g.writeObjectPropertyStart("explanation");
                g.writeStringProperty("rule", why.rule());
                g.writeStringProperty("found", why.found());
                g.writeStringProperty("source", why.source());
                g.writeEndObject();
            });
        });
    }
}
