package dev.sevsim.kernel.efi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf16Test {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    61006200, ab
                    610000006200, a
                    0000, ''
                    610062, a
                    ac20, \u20ac
                    """)
    void endsAtNulOrAtTheEnd(String hex, String text) {
        assertThat(Utf16.untilNul(Bytes.fromHex(hex))).isEqualTo(text);
    }
}
