package dev.sevsim.bus.trace;

import dev.sevsim.abi.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a trace in the format of {@link JsonLinesTrace}; the input is not trusted. */
public final class TraceReader {
    /** A record of 16 MiB of raw bytes in hexadecimal, and its fields. */
    private static final int LONGEST_LINE = 40 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final Set<String> HEADER_KEYS = Set.of("trace", "version", "seed", "inputs");
    private static final Set<String> RECORD_KEYS =
            Set.of("step", "parent", "time", "from", "to", "kind", "fields", "raw", "outcome", "explanation");

    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A reader for any number of traces. */
    public TraceReader() {}

    /**
     * Reads a whole trace, a text in UTF-8. The lines may have any order of steps; the records are in the order of their steps.
     *
     * @throws TraceFormatException for text that is no trace, and when the steps are not 1 to the number of records
     */
    public RecordedRun read(InputStream source) {
        return read(source, problem -> {
            throw problem;
        });
    }

    /**
     * Reads a trace up to the first line that is no record, such as the last one of a trace that was cut off. Operations that had
     * not ended there have no record.
     *
     * @param incomplete receives the reason when a part of the trace is missing
     * @throws TraceFormatException for a first line that is no header
     */
    public RecordedRun read(InputStream source, Consumer<TraceFormatException> incomplete) {
        try {
            LimitedLines lines = new LimitedLines(source, LONGEST_LINE);
            JsonLine header = new JsonLine(1, object(1, lines.next(1)), HEADER_KEYS);
            OptionalLong seed = seed(header);
            Map<String, String> inputs = inputs(header);
            SortedMap<Long, TraceRecord> records = new TreeMap<>();
            try {
                readRecords(lines, records);
            } catch (TraceFormatException e) {
                incomplete.accept(e);
            }
            return new RecordedRun(seed, inputs, List.copyOf(records.values()));
        } catch (IOException e) {
            throw new UncheckedIOException("trace could not be read", e);
        }
    }

    private void readRecords(LimitedLines lines, SortedMap<Long, TraceRecord> records) throws IOException {
        int number = 2;
        for (String text = lines.next(number); text != null; text = lines.next(number)) {
            JsonLine line = new JsonLine(number, object(number, text), RECORD_KEYS);
            TraceRecord record = record(line);
            if (records.putIfAbsent(record.step(), record) != null) {
                throw line.refused("step", record.step() + " twice, expected once");
            }
            number++;
        }
        long expected = 1;
        for (long step : records.keySet()) {
            if (step != expected) {
                throw new TraceFormatException(number - 1, "end, expected a record of step " + expected);
            }
            expected++;
        }
    }

    private JsonNode object(int number, @Nullable String text) {
        if (text == null) {
            throw new TraceFormatException(number, "missing, expected the header");
        }
        if (text.startsWith(BYTE_ORDER_MARK)) {
            throw new TraceFormatException(number, "begins with a byte order mark, expected '{'");
        }
        JsonNode node;
        try {
            node = json.readTree(text);
        } catch (JacksonException e) {
            TraceFormatException refused = new TraceFormatException(number, fault(e));
            refused.initCause(e);
            throw refused;
        }
        if (!node.isObject()) {
            throw new TraceFormatException(number, "no JSON object");
        }
        return node;
    }

    /** What is wrong with a line, in words of ours: those of the library are about its own parts. */
    private static String fault(JacksonException e) {
        if (e instanceof UnexpectedEndOfInputException) {
            return "no JSON: it is cut short";
        }
        if (String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")) {
            return "no JSON: a name is there twice";
        }
        TokenStreamLocation at = e.getLocation();
        return at == null
                ? "no JSON: it is nested too deeply, or has too long a number"
                : "no JSON at character " + at.getColumnNr();
    }

    private static Map<String, String> inputs(JsonLine header) {
        Map<String, String> inputs = new LinkedHashMap<>();
        if (header.has("inputs")) {
            header.object("inputs").values().forEach((name, value) -> inputs.put(name, value.toString()));
        }
        return inputs;
    }

    private static OptionalLong seed(JsonLine line) {
        String name = line.text("trace");
        if (!name.equals(JsonLinesTrace.NAME)) {
            throw line.refused("trace", "'" + name + "', expected '" + JsonLinesTrace.NAME + "'");
        }
        long version = line.integer("version");
        if (version != JsonLinesTrace.VERSION) {
            throw line.refused("version", version + ", expected " + JsonLinesTrace.VERSION);
        }
        return line.has("seed") ? OptionalLong.of(line.integer("seed")) : OptionalLong.empty();
    }

    private static TraceRecord record(JsonLine line) {
        long step = line.integer("step");
        if (step < 1) {
            throw line.refused("step", step + ", expected 1 or more");
        }
        OptionalLong parent = line.has("parent") ? OptionalLong.of(line.integer("parent")) : OptionalLong.empty();
        if (parent.isPresent() && (parent.getAsLong() < 1 || parent.getAsLong() >= step)) {
            throw line.refused("parent", parent.getAsLong() + ", expected a step before " + step);
        }
        long time = line.integer("time");
        if (time < 0) {
            throw line.refused("time", time + ", expected no negative number");
        }
        Map<String, Object> fields = line.object("fields").values();
        Optional<Bytes> raw = line.has("raw") ? Optional.of(line.hex("raw")) : Optional.empty();
        Optional<String> outcome = line.has("outcome") ? Optional.of(line.text("outcome")) : Optional.empty();
        Optional<Explanation> why =
                line.has("explanation") ? Optional.of(explanation(line.object("explanation"))) : Optional.empty();
        return new TraceRecord(
                step,
                parent,
                time,
                new TraceEvent(line.text("from"), line.text("to"), line.text("kind"), fields, raw, outcome, why));
    }

    private static Explanation explanation(JsonLine line) {
        return new Explanation(line.text("rule"), line.text("found"), line.text("source"));
    }
}
