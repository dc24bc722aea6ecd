package dev.sevsim.bus.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.sevsim.abi.Bytes;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class JsonLineTest {
    private static JsonLine line(String json) {
        return new JsonLine(7, JsonMapper.shared().readTree(json), Set.of("k"));
    }

    @Test
    void readsWhatIsAsExpected() {
        assertThat(line("{\"k\":\"text\"}").text("k")).isEqualTo("text");
        assertThat(line("{\"k\":-9223372036854775808}").integer("k")).isEqualTo(Long.MIN_VALUE);
        assertThat(line("{\"k\":\"00ff\"}").hex("k")).isEqualTo(Bytes.of(0x00, 0xFF));
        assertThat(line("{\"k\":\"\"}").hex("k")).isEqualTo(Bytes.EMPTY);
        assertThat(line("{\"k\":{\"b\":true,\"a\":\"x\",\"n\":1,\"f\":0.5}}")
                        .object("k")
                        .values())
                .containsExactly(entry("b", true), entry("a", "x"), entry("n", 1L), entry("f", 0.5));
        assertThat(line("{\"k\":null}").has("k")).isTrue();
        assertThat(line("{}").has("k")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "{} ! text ! missing, expected a string",
                "{\"k\":1} ! text ! a number, expected a string",
                "{\"k\":null} ! text ! null, expected a string",
                "{\"k\":\"1\"} ! integer ! a string, expected a 64-bit integer",
                "{\"k\":1.0} ! integer ! a number, expected a 64-bit integer",
                "{\"k\":9223372036854775808} ! integer ! a number, expected a 64-bit integer",
                "{\"k\":\"0\"} ! hex ! other characters, expected pairs of lower-case hexadecimal digits",
                "{\"k\":\"FF\"} ! hex ! other characters, expected pairs of lower-case hexadecimal digits",
                "{\"k\":[]} ! object ! an array, expected an object",
                "{\"k\":[]} ! values ! an array, expected a string, number or boolean",
                "{\"k\":{}} ! values ! an object, expected a string, number or boolean"
            })
    void namesTheLineTheKeyAndWhatWasExpected(String json, String as, String problem) {
        Consumer<JsonLine> reading = switch (as) {
            case "text" -> line -> line.text("k");
            case "integer" -> line -> line.integer("k");
            case "hex" -> line -> line.hex("k");
            case "object" -> line -> line.object("k");
            default -> JsonLine::values;
        };

        assertThatThrownBy(() -> reading.accept(line(json)))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 7: k: " + problem);
    }

    @Test
    void refusesAKeyThatIsNotListed() {
        assertThatThrownBy(() -> line("{\"k\":1,\"other\":2}"))
                .isInstanceOf(TraceFormatException.class)
                .hasMessage("trace line 7: other: unknown key");
    }
}
