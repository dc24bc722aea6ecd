package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSearchTest {
    @ParameterizedTest
    @CsvSource({
        "abcabd, 6, abd, 3",
        "abcabd, 5, abd, -1",
        "abc, 3, abc, 0",
        "ab, 2, abc, -1",
        "aab, 3, ab, 1",
        "abc, 0, a, -1"
    })
    void findsTheFirstPlaceWithinTheLength(String content, int length, String wanted, int place) {
        assertThat(ByteSearch.indexOf(ascii(content), length, ascii(wanted))).isEqualTo(place);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
