package dev.sevsim.kernel.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
                    /, a, /a
                    /d, a, /d/a
                    /d, ../a, /a
                    /d, /x/./y//z/, /x/y/z
                    /, ../.., /
                    /d, ., /d
                    """)
    void normalises(String cwd, String path, String absolute) {
        assertThat(Paths.normalise(cwd, path)).isEqualTo(absolute);
    }
}
