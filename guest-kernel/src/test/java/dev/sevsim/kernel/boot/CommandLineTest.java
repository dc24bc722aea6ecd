package dev.sevsim.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @ParameterizedTest(name = "[{0}]")
    @CsvSource(textBlock = """
                    '', 7
                    quiet, 4
                    debug, 10
                    ignore_loglevel, 10
                    loglevel=3, 3
                    quiet loglevel=8, 8
                    loglevel=8 quiet, 4
                    loglevel=x, 7
                    xquiet, 7
                    """)
    void readsTheConsoleLevel(String text, int level) {
        assertThat(new CommandLine(text).consoleLevel()).isEqualTo(level);
    }

    @ParameterizedTest(name = "[{0}]")
    @CsvSource(textBlock = """
                    console=ttyS0, true
                    'quiet console=ttyS0,115200', true
                    console=ttyS01, false
                    console=tty0, false
                    '', false
                    """)
    void findsTheSerialConsole(String text, boolean found) {
        assertThat(new CommandLine(text).hasSerialConsole()).isEqualTo(found);
    }
}
