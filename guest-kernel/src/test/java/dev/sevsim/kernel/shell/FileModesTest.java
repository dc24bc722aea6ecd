package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileModesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    100644, -rw-r--r--
                    100440, -r--r-----
                    040755, drwxr-xr-x
                    060660, brw-rw----
                    100000, ----------
                    """)
    void writesAModeAsLsDoes(String octal, String text) {
        assertThat(FileModes.text(Integer.parseInt(octal, 8))).isEqualTo(text);
    }
}
