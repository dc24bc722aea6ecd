package dev.sevsim.bus.trace;

import dev.sevsim.abi.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a trace that {@link JsonLinesTrace} wrote, or that somebody claims it did. */
public final class TraceReader {
    private static final Set<String> HEADER_KEYS = Set.of("trace", "version", "seed");
    private static final Set<String> RECORD_KEYS =
            Set.of("step", "time", "from", "to", "kind", "fields", "raw", "outcome", "explanation");

    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** A reader for any number of traces. */
    public TraceReader() {}

    /**
     * Reads a whole trace.
     *
     * @throws TraceFormatException when it is none
     */
    public RecordedRun read(Reader source) {
        try {
            BufferedReader lines = new BufferedReader(source);
            long seed = header(new JsonLine(1, object(1, lines.readLine()), HEADER_KEYS));
            List<TraceRecord> records = new ArrayList<>();
            int number = 2;
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                JsonLine line = new JsonLine(number, object(number, text), RECORD_KEYS);
                records.add(record(line, records.size() + 1L));
                number++;
            }
            return new RecordedRun(seed, records);
        } catch (IOException e) {
            throw new UncheckedIOException("trace could not be read", e);
        }
    }

    private JsonNode object(int number, @Nullable String text) {
        if (text == null) {
            throw new TraceFormatException(number, "missing, expected the header");
        }
        JsonNode node;
        try {
            node = json.readTree(text);
        } catch (JacksonException e) {
            TraceFormatException refused = new TraceFormatException(number, "no JSON: " + e.getOriginalMessage());
            refused.initCause(e);
            throw refused;
        }
        if (!node.isObject()) {
            throw new TraceFormatException(number, "no JSON object");
        }
        return node;
    }

    private static long header(JsonLine line) {
        String name = line.text("trace");
        if (!name.equals(JsonLinesTrace.NAME)) {
            throw line.refused("trace", "'" + name + "', expected '" + JsonLinesTrace.NAME + "'");
        }
        long version = line.integer("version");
        if (version != JsonLinesTrace.VERSION) {
            throw line.refused("version", version + ", expected " + JsonLinesTrace.VERSION);
        }
        return line.integer("seed");
    }

    private static TraceRecord record(JsonLine line, long expectedStep) {
        long step = line.integer("step");
        if (step != expectedStep) {
            throw line.refused("step", step + ", expected " + expectedStep);
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
                time,
                new TraceEvent(line.text("from"), line.text("to"), line.text("kind"), fields, raw, outcome, why));
    }

    private static Explanation explanation(JsonLine line) {
        return new Explanation(line.text("rule"), line.text("found"), line.text("source"));
    }
}
