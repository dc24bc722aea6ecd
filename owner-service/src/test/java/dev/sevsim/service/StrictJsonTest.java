package dev.sevsim.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.service.StrictJson.Problem;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    private static StrictJson parse(String json) {
        return StrictJson.object(Bytes.ofUtf8(json), Set.of("a", "b"));
    }

    @Test
    void readsTheExpectedMembers() {
        StrictJson json = parse("{\"a\":\"AAE=\",\"b\":[7]}");

        assertThat(json.get("a").base64()).isEqualTo(Bytes.of(0, 1));
        assertThat(json.get("a").text()).isEqualTo("AAE=");
        assertThat(json.get("b").requireArray()).isEqualTo(1);
        assertThat(json.get("b").item(0).number(0, 7)).isEqualTo(7);
        assertThat(json.get("b").item(0).place()).isEqualTo("/b/0");
        assertThat(json.find("c")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"a\":1} x", "{\"a\":1,\"a\":2}", "nul"})
    void refusesWhatIsNoJson(String json) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(Problem.class)
                .hasMessage("it is no JSON, or has a member twice");
    }

    @Test
    void refusesDeepNestingAndOtherEncodings() {
        assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}"))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> StrictJson.object(Bytes.of('{', 0xFF, '}'), Set.of()))
                .isInstanceOf(Problem.class)
                .hasMessage("it is no UTF-8");
    }

    @Test
    void namesThePlaceOfAProblem() {
        assertThatThrownBy(() -> parse("[]")).hasMessage("/ is wrong, expected an object");
        assertThatThrownBy(() -> parse("{\"c\":1}")).hasMessage("/c is unknown, expected one of a, b");
        assertThatThrownBy(() -> parse("{}").get("a")).hasMessage("/a is missing");
        assertThatThrownBy(() -> parse("{\"a\":1}").get("a").text()).hasMessage("/a is wrong, expected a text");
        assertThatThrownBy(() -> parse("{\"a\":\"!\"}").get("a").base64()).hasMessage("/a is wrong, expected base64");
        assertThatThrownBy(() -> parse("{\"a\":1}").get("a").requireArray())
                .hasMessage("/a is wrong, expected an array");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "8", "1.0", "\"1\"", "true", "18446744073709551616"})
    void refusesNumbersOutOfRange(String value) {
        assertThatThrownBy(() -> parse("{\"a\":" + value + "}").get("a").number(0, 7))
                .hasMessage("/a is wrong, expected a whole number from 0 to 7");
    }
}
