package dev.sevsim.bus.trace;

import static dev.sevsim.bus.trace.TraceReaderTest.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.time.SimClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTraceTest {
    private static final TraceEvent COMMAND = TraceEvent.builder("host", "psp", "mailbox.command")
            .with("command", "0x30")
            .with("ioc", true)
            .with("handle", 7)
            .with("length", 0x1_0000_0000L)
            .withRaw(Bytes.of(0x00, 0xFF))
            .build();
    static final TraceEvent REFUSED = TraceEvent.builder("psp", "psp", "command.refused")
            .withOutcome("INVALID_GUEST")
            .withExplanation(new Explanation(
                    "the handle names a guest", "handle 7 \"free\"\n", "docs/reference/sev-firmware-api.md"))
            .build();
    static final String EXPECTED = """
            {"trace":"sevsim","version":2,"seed":-42}
            {"step":1,"time":0,"from":"host","to":"psp","kind":"mailbox.command","fields":{"command":"0x30","ioc":true,\
            "handle":7,"length":4294967296},"raw":"00ff"}
            {"step":2,"time":1500,"from":"psp","to":"psp","kind":"command.refused","fields":{},\
            "outcome":"INVALID_GUEST","explanation":{"rule":"the handle names a guest",\
            "found":"handle 7 \\"free\\"\\n","source":"docs/reference/sev-firmware-api.md"}}
            """;

    private static String written() {
        StringWriter target = new StringWriter();
        SimClock clock = new SimClock();
        try (JsonLinesTrace trace = new JsonLinesTrace(target, clock, OptionalLong.of(-42))) {
            trace.record(COMMAND);
            clock.advance(Duration.ofNanos(1500));
            trace.record(REFUSED);
        }
        return target.toString();
    }

    private static Schema schema() throws IOException {
        try (InputStream source = Trace.class.getResourceAsStream("trace.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(source, InputFormat.JSON);
        }
    }

    @Test
    void writesHeaderAndNumberedLinesInAFixedOrder() {
        assertThat(written()).isEqualTo(EXPECTED);
    }

    @Test
    void headerNamesTheInputs() throws IOException {
        StringBuilder target = new StringBuilder();
        new JsonLinesTrace(target, new SimClock(), OptionalLong.empty(), Map.of("append", "sha256:00")).close();

        assertThat(target).hasToString("{\"trace\":\"sevsim\",\"version\":2,\"inputs\":{\"append\":\"sha256:00\"}}\n");
        assertThat(schema().validate(target.toString(), InputFormat.JSON)).isEmpty();
        assertThat(new TraceReader().read(utf8(target.toString())).inputs())
                .containsExactly(Map.entry("append", "sha256:00"));
    }

    @Test
    void writesLinesThatTheSchemaAllows() throws IOException {
        Schema schema = schema();

        assertThat(written().lines())
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(schema.validate(line, InputFormat.JSON)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"trace\":\"other\",\"version\":2,\"seed\":1}",
                "{\"trace\":\"sevsim\",\"version\":1,\"seed\":1}",
                "{\"step\":0,\"time\":0,\"from\":\"a\",\"to\":\"b\",\"kind\":\"k\",\"fields\":{}}",
                "{\"step\":2,\"parent\":0,\"time\":0,\"from\":\"a\",\"to\":\"b\",\"kind\":\"k\",\"fields\":{}}",
                "{\"step\":2,\"parent\":\"1\",\"time\":0,\"from\":\"a\",\"to\":\"b\",\"kind\":\"k\",\"fields\":{}}",
                "{\"step\":1,\"time\":-1,\"from\":\"a\",\"to\":\"b\",\"kind\":\"k\",\"fields\":{}}",
                "{\"step\":1,\"time\":0,\"from\":\"a\",\"to\":\"b\",\"kind\":\"k\",\"fields\":{\"x\":[]}}",
                "{\"step\":1,\"time\":0,\"from\":\"a\",\"to\":\"b\",\"kind\":\"k\",\"fields\":{},\"raw\":\"0\"}",
                "{\"step\":1,\"time\":0,\"from\":\"a\",\"to\":\"b\",\"kind\":\"k\",\"fields\":{},\"more\":1}",
                "{\"step\":1,\"time\":0,\"from\":\"a\",\"to\":\"b\",\"fields\":{}}"
            })
    void leavesNothingElseToTheSchemaOrTheReader(String line) throws IOException {
        assertThat(schema().validate(line, InputFormat.JSON)).isNotEmpty();

        String header = "{\"trace\":\"sevsim\",\"version\":2,\"seed\":1}\n";
        boolean isHeader = line.contains("\"trace\"");
        assertThatThrownBy(() -> new TraceReader().read(utf8(isHeader ? line : header + line)))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageStartingWith("trace line " + (isHeader ? 1 : 2) + ": ");
    }

    @Test
    void writesAnOperationAtItsEndUnderTheStepOfItsBeginning() throws IOException {
        StringWriter target = new StringWriter();
        SimClock clock = new SimClock();
        Schema schema = schema();
        try (JsonLinesTrace trace = new JsonLinesTrace(target, clock, OptionalLong.of(1))) {
            Trace.Operation outer = trace.begin();
            clock.advance(Duration.ofNanos(5));
            Trace.Scope inner = trace.enter(TraceEvent.of("b", "c", "request"));
            trace.record(TraceEvent.of("c", "c", "effect"));
            inner.close();
            outer.end(TraceEvent.of("a", "b", "call"));
            trace.record(TraceEvent.of("a", "a", "after"));
        }

        assertThat(target.toString().lines().skip(1))
                .containsExactly(
                        "{\"step\":2,\"parent\":1,\"time\":5,\"from\":\"b\",\"to\":\"c\",\"kind\":\"request\",\"fields\":{}}",
                        "{\"step\":3,\"parent\":2,\"time\":5,\"from\":\"c\",\"to\":\"c\",\"kind\":\"effect\",\"fields\":{}}",
                        "{\"step\":1,\"time\":0,\"from\":\"a\",\"to\":\"b\",\"kind\":\"call\",\"fields\":{}}",
                        "{\"step\":4,\"time\":5,\"from\":\"a\",\"to\":\"a\",\"kind\":\"after\",\"fields\":{}}")
                .allSatisfy(line ->
                        assertThat(schema.validate(line, InputFormat.JSON)).isEmpty());
        RecordedRun read = new TraceReader().read(utf8(target.toString()));
        assertThat(read.records()).extracting(TraceRecord::step).containsExactly(1L, 2L, 3L, 4L);
        assertThat(read.records())
                .extracting(record -> record.parent().orElse(0))
                .containsExactly(0L, 1L, 2L, 0L);
    }

    @Test
    void refusesFieldsThatATraceCannotHold() {
        JsonLinesTrace trace = new JsonLinesTrace(new StringBuilder(), new SimClock(), OptionalLong.of(1));

        assertThatThrownBy(() -> trace.record(
                        TraceEvent.builder("a", "b", "c").with("x", List.of()).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trace field x");
    }

    @Test
    void closesItsTargetAndReportsWhenThatFails() {
        AtomicBoolean closed = new AtomicBoolean();
        Writer target = new StringWriter() {
            @Override
            public void close() throws IOException {
                closed.set(true);
                throw new IOException("disk gone");
            }
        };
        JsonLinesTrace trace = new JsonLinesTrace(target, new SimClock(), OptionalLong.of(1));

        assertThatThrownBy(trace::close).isInstanceOf(UncheckedIOException.class);
        assertThat(closed).isTrue();
    }

    @Test
    void keepsRecordsInMemoryAndHandsThemToSeveral() {
        SimClock clock = new SimClock();
        MemoryTrace memory = new MemoryTrace(clock);
        StringBuilder text = new StringBuilder();
        Trace both = new CompositeTrace(List.of(memory, new JsonLinesTrace(text, clock, OptionalLong.of(-42))));

        both.record(COMMAND);
        clock.advance(Duration.ofNanos(1500));
        both.record(REFUSED);

        assertThat(both.enabled()).isTrue();
        assertThat(new CompositeTrace(List.of(Trace.NONE)).enabled()).isFalse();
        assertThat(text).hasToString(EXPECTED);
        assertThat(memory.records()).containsExactly(new TraceRecord(1, 0, COMMAND), new TraceRecord(2, 1500, REFUSED));
        assertThat(memory.events("command.refused")).containsExactly(REFUSED);
    }
}
