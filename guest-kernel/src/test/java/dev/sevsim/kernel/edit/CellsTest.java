package dev.sevsim.kernel.edit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    abc, 3
                    \u00e9, 1
                    e\u0301, 1
                    \u4e2d\u6587, 4
                    \uac00, 2
                    \ud83d\ude00, 2
                    \u200d, 0
                    """)
    void countsTheCellsOfATerminal(String text, int cells) {
        assertThat(Cells.of(text)).isEqualTo(cells);
    }
}
