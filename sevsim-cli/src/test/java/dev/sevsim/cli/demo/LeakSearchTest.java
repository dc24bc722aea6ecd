package dev.sevsim.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakSearchTest {
    private final LeakSearch search =
            new LeakSearch(Map.of("it", SecretBytes.copyOf(ascii("ab\ncd\u0001"))), "control");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..ab\ncd\u0001..",
                "..ab\r\ncd\u0001",
                "\"61620a636401\"",
                "61 62 0A 63 64 01",
                "xYWIKY2QB",
                "\u0001dc\nba"
            })
    void findsASecretInEveryForm(String content) {
        LeakSearch.Result result = search.bytes("here", ascii(content), "\u0001");

        assertThat(result.leaks())
                .singleElement()
                .satisfies(leak -> assertThat(leak).startsWith("it ").contains(" at offset "));
    }

    @Test
    void reportsAPlaceWithoutSecretAndControl() {
        LeakSearch.Result result = search.bytes("here", ascii("ab cd"), "xx");

        assertThat(result).isEqualTo(new LeakSearch.Result("here", 5, " bytes", "xx", false, List.of()));
        assertThat(result.describe())
                .isEqualTo("here, 5 bytes: no key, no record (search not valid: control not found: xx)");
    }

    @Test
    void describesLeaksAndTheControl() {
        LeakSearch.Result result = search.bytes("here", ascii("xx ab\ncd\u0001"), "xx");

        assertThat(result.describe()).isEqualTo("here, 9 bytes: it at offset 3 (control found: xx)");
    }

    @Test
    void countsTheFramesOfTheBus() {
        assertThat(search.bus().size()).isZero();
        assertThat(search.bus().controlFound()).isFalse();
        assertThat(search.taps()).hasSize(2);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
