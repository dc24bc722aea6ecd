package dev.sevsim.host.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source of the expectations: docs/reference/kvm-host.md section 5.8. */
class JsonCharactersTest {
    private static String read(String text) {
        return new QmpJson(QmpLimits.DEFAULT)
                .read(text.getBytes(StandardCharsets.UTF_8))
                .asString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"\\ud83d\" | \\ud83d",
                "\"\\udc00\" | \\udc00",
                "\"a\\uD83Db\" | \\uD83D",
                "\"\\ud83d\\ud83d\" | \\ud83d\\ud83d",
                "\"\\ud83d\\u0041\" | \\ud83d\\u0041",
                "'\\ud83d\\n' | \\ud83d",
                "\"\\ufdd0\" | \\ufdd0",
                "\"\\uffff\" | \\uffff",
                "\"\\ud83f\\udffe\" | \\ud83f\\udffe"
            })
    void refusesEscapesOfNoCharacter(String text, String shown) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(QmpException.class)
                .hasMessage("JSON parse error, " + shown + " is not a valid Unicode character");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"\\ud83d\\ude00\" | \uD83D\uDE00",
                "\"\\u00e9\\\\ud83d\" | \u00E9\\ud83d",
                "'\\'\"' | '\"",
                "\"\uD83D\uDE00\" | \uD83D\uDE00",
                "\"\\/\\bx\" | /\bx"
            })
    void takesAllOthers(String text, String value) {
        assertThat(read(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\u12\"", "\"\\uXYZW\"", "\"\\q\"", "\"\\", "\"\\u\"", "'a\""})
    void leavesOtherErrorsToTheReader(String text) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(QmpException.class)
                .hasMessageStartingWith("JSON parse error, ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\uFDD0\"", "\"\uFFFF\"", "\"\uD83F\uDFFE\""})
    void refusesCodePointsThatAreSetAside(String text) {
        assertThatThrownBy(() -> read(text)).hasMessage("JSON parse error, invalid UTF-8 sequence in string");
    }
}
