package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void endsAValueWithItsLastBracket() {
        accept(" {\"a\":[1,{}]}[] \"x\"12 true\n");

        assertThat(seen).containsExactly("{\"a\":[1,{}]}", "[]", "\"x\"", "12", "true");
        assertThat(framer.isMidway()).isFalse();
    }

    @Test
    void ignoresBracketsAndEscapedQuotesInStrings() {
        accept("{\"]\\\"}\":\"\\\\\"}");

        assertThat(seen).containsExactly("{\"]\\\"}\":\"\\\\\"}");
    }

    @Test
    void takesStringsInSingleQuotes() {
        accept("{'a\"':']\\''}'}' \"'\" 1'x' ");

        assertThat(seen).containsExactly("{'a\"':']\\''}", "'}'", "\"'\"", "1", "'x'");
        assertThat(framer.isMidway()).isFalse();
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
