package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {
    /** A text as a trace file has it. */
    static InputStream utf8(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static RecordedRun read(String text) {
        return new TraceReader().read(utf8(text));
    }

    @Test
    void readsARunWithoutASeed() {
        assertThat(read("{\"trace\":\"sevsim\",\"version\":2}\n").seed()).isEmpty();
    }

    @Test
    void readsBackWhatWasWritten() {
        RecordedRun run = read(JsonLinesTraceTest.EXPECTED);

        assertThat(run.seed()).hasValue(-42);
        assertThat(run.records()).extracting(TraceRecord::step).containsExactly(1L, 2L);
        assertThat(run.records()).extracting(TraceRecord::timeNanos).containsExactly(0L, 1500L);
        assertThat(run.records().get(1).event()).isEqualTo(JsonLinesTraceTest.REFUSED);
        TraceEvent first = run.records().get(0).event();
        assertThat(first.raw()).contains(Bytes.of(0x00, 0xFF));
        assertThat(first.fields())
                .containsExactly(
                        Map.entry("command", "0x30"),
                        Map.entry("ioc", true),
                        Map.entry("handle", 7L),
                        Map.entry("length", 0x1_0000_0000L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "[]",
                "nonsense",
                "{\"trace\":\"sevsim\",\"version\":2,\"seed\":1.5}",
                "{\"trace\":\"sevsim\",\"version\":2,\"seed\":99999999999999999999}",
                "{\"trace\":\"sevsim\",\"version\":2,\"seed\":1} {}",
                "{\"trace\":\"sevsim\",\"trace\":\"sevsim\",\"version\":2,\"seed\":1}"
            })
    void refusesHeadersThatAreNone(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageStartingWith("trace line 1: ");
    }

    @Test
    void refusesEveryTruncatedLineAndASkippedStep() {
        List<String> lines = JsonLinesTraceTest.EXPECTED.lines().toList();
        for (int length = 0; length < lines.get(1).length(); length++) {
            String cut = lines.get(0) + "\n" + lines.get(1).substring(0, length) + "\n" + lines.get(2);
            assertThatThrownBy(() -> read(cut))
                    .isInstanceOfSatisfying(
                            TraceFormatException.class,
                            e -> assertThat(e.line()).isEqualTo(2));
        }
        assertThatThrownBy(() -> read(lines.get(0) + "\n" + lines.get(2)))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 2: end, expected a record of step 1");
    }

    /** In words of ours, with the line: what the library prints is about its own parts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"step\":1,\"kind\" | no JSON: it is cut short",
                "{\"step\":1,\"kind\":\"a | no JSON: it is cut short",
                "hello | no JSON at character 1",
                "{\"step\":1,\u0001 | no JSON at character 11",
                "{\"step\":1,\"step\":2} | no JSON: a name is there twice",
                "[1] | no JSON object"
            })
    void namesTheDamageOfALine(String line, String problem) {
        String header = JsonLinesTraceTest.EXPECTED.lines().findFirst().orElseThrow();

        assertThatThrownBy(() -> read(header + "\n" + line + "\n"))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 2: " + problem);
    }

    private static String record(String parts) {
        return "{" + parts + ",\"time\":0,\"from\":\"a\",\"to\":\"b\",\"kind\":\"k\",\"fields\":{}}\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"step\":2,\"parent\":2 | parent: 2, expected a step before 2",
                "\"step\":2,\"parent\":3 | parent: 3, expected a step before 2",
                "\"step\":2,\"parent\":-1 | parent: -1, expected a step before 2",
                "\"step\":0 | step: 0, expected 1 or more",
                "\"step\":1 | step: 1 twice, expected once",
                "\"step\":3 | end, expected a record of step 2"
            })
    void refusesStepsThatFormNoTree(String parts, String problem) {
        String text = JsonLinesTraceTest.EXPECTED.lines().findFirst().orElseThrow() + "\n" + record("\"step\":1")
                + record(parts);

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 3: " + problem);
    }

    @Test
    void refusesDeepNestingWithTheDeclaredException() {
        String deep = "{\"trace\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> read(deep)).isInstanceOf(TraceFormatException.class);
    }

    @Test
    void namesAByteOrderMark() {
        assertThatThrownBy(() -> read("\uFEFF" + JsonLinesTraceTest.EXPECTED))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 1: begins with a byte order mark, expected '{'");
    }

    /** What is before the line is read; the line's own number is stated. */
    @Test
    void namesTheLineOfAByteThatIsNotUtf8() {
        String whole = JsonLinesTraceTest.EXPECTED;
        byte[] trace = whole.getBytes(StandardCharsets.UTF_8);
        int second = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1;
        trace[second + 4] = (byte) 0xFF;
        List<TraceFormatException> missing = new ArrayList<>();

        RecordedRun run = new TraceReader().read(new ByteArrayInputStream(trace), missing::add);

        assertThat(run.records()).hasSize(1);
        assertThat(missing)
                .extracting(Throwable::getMessage)
                .containsExactly("trace line 3: byte 0xff at offset 4 is not UTF-8");
        assertThatThrownBy(() -> new TraceReader().read(new ByteArrayInputStream(trace)))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("line 3");
    }
}
