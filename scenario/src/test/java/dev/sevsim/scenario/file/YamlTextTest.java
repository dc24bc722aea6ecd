package dev.sevsim.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
    private static String written(String text) {
        return YamlText.of(new YamlNode.Text(text, new Place("a.yaml", 1, 1))).strip();
    }

    /** Readers of YAML 1.1 take these for booleans, numbers in other bases, times, dates or nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "off",
                "on",
                "Off",
                "yes",
                "NO",
                "y",
                "n",
                "null",
                "~",
                "<<",
                "=",
                "0x10",
                "012",
                "1.0",
                "1_000",
                "1:30",
                "-1:30",
                "2020-01-01",
                "2001-12-14 21:59:43",
                ".5",
                "+7",
                "1e3",
                ".inf",
                "-.INF",
                ".nan",
                "0b11",
                "0o17"
            })
    void quotesWhatSomeReadersTakeForSomethingElse(String text) {
        assertThat(written(text)).isEqualTo("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"accepted", "6 vCPUs", "offline", "0", "-5", "255", "true", "false", "none", "a=b", "nothing"})
    void leavesOthersAsTheyAre(String text) {
        assertThat(written(text).replace("'", "")).isEqualTo(text);
        if (!text.startsWith("6")) {
            assertThat(written(text)).isEqualTo(text);
        }
    }
}
