package dev.sevsim.kernel.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void takesLettersTogetherAndOperandsBetween() {
        Options options = Options.parse(List.of("-la", "x", "-t", "y", "z"), "lat:");

        assertThat(options.error()).isEmpty();
        assertThat(options.flags()).containsExactlyInAnyOrder('l', 'a', 't');
        assertThat(options.values()).containsEntry('t', "y");
        assertThat(options.operands()).containsExactly("x", "z");
    }

    @Test
    void takesAnArgumentFromTheSameWord() {
        assertThat(Options.parse(List.of("-n16"), "n:").values()).containsEntry('n', "16");
    }

    @Test
    void endsOptionsAtTwoDashes() {
        assertThat(Options.parse(List.of("-l", "--", "-a"), "la").operands()).containsExactly("-a");
    }

    @Test
    void takesASingleDashAsAnOperand() {
        assertThat(Options.parse(List.of("-"), "l").operands()).containsExactly("-");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "-x ! invalid option -- 'x'",
                "-lx ! invalid option -- 'x'",
                "--long ! unrecognized option '--long'",
                "-t ! option requires an argument -- 't'"
            })
    void reportsTheFirstBadOption(String word, String error) {
        assertThat(Options.parse(List.of(word), "lt:").error()).contains(error);
    }
}
