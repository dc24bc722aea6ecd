package dev.sevsim.bus.trace;

import dev.sevsim.bus.time.SimClock;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes a trace as JSON Lines: a header line, then a line for each record.
 *
 * <p>The lines are described by {@code dev/sevsim/bus/trace/trace.schema.json}. Keys stand in a fixed order, raw bytes
 * are hexadecimal, absent parts are left out, so that equal runs write equal bytes. The line of an operation stands where
 * the operation ended, behind the lines inside it, whose steps are greater and which name it as their parent. A target
 * that fails makes an {@link UncheckedIOException}.
 */
public final class JsonLinesTrace extends NumberedTrace implements AutoCloseable {
    static final String NAME = "sevsim";
    static final int VERSION = 2;

    private static final JsonFactory JSON = new JsonFactory();

    private final Appendable target;

    /**
     * Writes the header to {@code target}.
     *
     * @param seed what the run can be repeated with, and its keys be made anew; empty for a run without a seed
     */
    public JsonLinesTrace(Appendable target, SimClock clock, OptionalLong seed) {
        this(target, clock, seed, Map.of());
    }

    /**
     * As {@link #JsonLinesTrace(Appendable, SimClock, OptionalLong)}.
     *
     * @param inputs what the run is made of, by name
     */
    public JsonLinesTrace(Appendable target, SimClock clock, OptionalLong seed, Map<String, String> inputs) {
        super(clock);
        this.target = target;
        line(out -> {
            out.writeStringProperty("trace", NAME);
            out.writeNumberProperty("version", VERSION);
            seed.ifPresent(number -> out.writeNumberProperty("seed", number));
            if (!inputs.isEmpty()) {
                out.writeObjectPropertyStart("inputs");
                inputs.forEach(out::writeStringProperty);
                out.writeEndObject();
            }
        });
    }

    /** Flushes the target, if it can be flushed. */
    public synchronized void flush() {
        if (target instanceof Flushable flushable) {
            guarded(flushable::flush);
        }
    }

    /** Closes the target, if it can be closed. */
    @Override
    public synchronized void close() {
        flush();
        if (target instanceof Closeable closeable) {
            guarded(closeable::close);
        }
    }

    @Override
    void write(StepNumbers.Step step, long time, TraceEvent event) {
        line(out -> write(out, new TraceRecord(step.number(), step.parent(), time, event)));
    }

    /** The JSON Schema of a line, draft 2020-12. */
    public static String schema() {
        try (InputStream in = JsonLinesTrace.class.getResourceAsStream("trace.schema.json")) {
            return new String(Objects.requireNonNull(in, "schema of a trace").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A record as its line has it, without the line feed. */
    public static String toJson(TraceRecord record) {
        return object(out -> write(out, record));
    }

    private static void write(JsonGenerator out, TraceRecord record) {
        out.writeNumberProperty("step", record.step());
        record.parent().ifPresent(parent -> out.writeNumberProperty("parent", parent));
        out.writeNumberProperty("time", record.timeNanos());
        write(out, record.event());
    }

    private static void write(JsonGenerator out, TraceEvent event) {
        out.writeStringProperty("from", event.from());
        out.writeStringProperty("to", event.to());
        out.writeStringProperty("kind", event.kind());
        out.writeObjectPropertyStart("fields");
        for (Map.Entry<String, Object> field : event.fields().entrySet()) {
            out.writeName(field.getKey());
            writeValue(out, field);
        }
        out.writeEndObject();
        event.raw().ifPresent(raw -> out.writeStringProperty("raw", raw.toHex()));
        event.outcome().ifPresent(outcome -> out.writeStringProperty("outcome", outcome));
        event.explanation().ifPresent(why -> {
            out.writeObjectPropertyStart("explanation");
            out.writeStringProperty("rule", why.rule());
            out.writeStringProperty("found", why.found());
            out.writeStringProperty("source", why.source());
            out.writeEndObject();
        });
    }

    private static void writeValue(JsonGenerator out, Map.Entry<String, Object> field) {
        Object value = field.getValue();
        if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Float || value instanceof Double) {
            out.writeNumber(((Number) value).doubleValue());
        } else {
            throw new IllegalArgumentException("trace field " + field.getKey() + ": a "
                    + value.getClass().getSimpleName() + ", expected a string, number or boolean");
        }
    }

    private void line(Consumer<JsonGenerator> content) {
        String line = object(content) + '\n';
        guarded(() -> target.append(line));
    }

    private static String object(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            content.accept(out);
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void guarded(Output output) {
        try {
            output.run();
        } catch (IOException e) {
            throw new UncheckedIOException("trace could not be written", e);
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Output {
        void run() throws IOException;
    }
}
