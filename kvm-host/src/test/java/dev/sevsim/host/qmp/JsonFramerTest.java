package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonFramerTest {
    private static final int MAX_BYTES = 20;
    private static final int MAX_DEPTH = 3;

    private final List<String> seen = new ArrayList<>();
    private final JsonFramer framer = new JsonFramer(MAX_BYTES, MAX_DEPTH, new JsonFramer.Sink() {
        @Override
        public boolean complete(byte[] json) {
            String text = new String(json, StandardCharsets.UTF_8);
            seen.add(text);
            return !text.equals("bad");
        }

        @Override
        public void broken(String why) {
            seen.add("! " + why);
        }

        @Override
        public void exceeded(String limit) {
            seen.add("! " + limit);
        }
    });

    private void accept(String text) {
        for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
            framer.accept(octet & 0xFF);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void endsAValueWithItsLastBracketOutsideOfStrings(String text, List<String> values) {
        accept(text);

        assertThat(seen).isEqualTo(values);
        assertThat(framer.isMidway()).isFalse();
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                arguments(" {\"a\":[1,{}]}[] \"x\"12 true\n", List.of("{\"a\":[1,{}]}", "[]", "\"x\"", "12", "true")),
                arguments("{\"]\\\"}\":\"\\\\\"}", List.of("{\"]\\\"}\":\"\\\\\"}")),
                arguments("{'a\"':']\\''}'}' \"'\" 1'x' ", List.of("{'a\"':']\\''}", "'}'", "\"'\"", "1", "'x'")));
    }

    @ParameterizedTest
    @CsvSource({
        "'}x\n1 ', ! stray input",
        "'[\u0001 1 ', ! invalid character",
        "'\"\u0001 1 ', ! control character in a string",
        "'[[[[]]]]\n1 ', ! JSON nesting depth limit exceeded",
        "'[111111111111111111111]\n1 ', ! JSON token size limit exceeded",
    })
    void resynchronisesAfterInvalidInput(String input, String error) {
        accept(input.replace("\\n", "\n").replace("\\u0001", "\u0001"));

        assertThat(seen).containsExactly(error, "1");
    }

    /** A client need not end a command with a line. */
    @ParameterizedTest
    @CsvSource({
        "'[[[[]]]]{}', ! JSON nesting depth limit exceeded, {}",
        "'[[[[ {}', ! JSON nesting depth limit exceeded, {}",
        "'[111111111111111111111] {}', ! JSON token size limit exceeded, {}",
        "'[\"1111111111111111111{}\n[]', ! JSON token size limit exceeded, []",
    })
    void startsAnewAfterALimit(String input, String error, String next) {
        accept(input.replace("\\n", "\n"));

        assertThat(seen).containsExactly(error, next);
    }

    @Test
    void skipsALineAfterAScalarThatIsInvalid() {
        accept("bad 1 2\n3 ");

        assertThat(seen).containsExactly("bad", "3");
    }

    @Test
    void isMidwayInsideAValue() {
        accept("{\"a\":");

        assertThat(framer.isMidway()).isTrue();
        assertThat(seen).isEmpty();
    }
}
