package dev.sevsim.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.cli.explain.MessagePattern.Gap;
import dev.sevsim.cli.explain.MessagePattern.Match;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagePatternTest {
    private static Optional<Match> match(String pattern, String line) {
        return MessagePattern.of(pattern).in(line, line.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no key found | error: No   key FOUND. | true",
                "no key found | no key founded | false",
                "LAUNCH_UPDATE ret={} | SNP_LAUNCH_UPDATE ret=1 | false",
                "can't read '{}' | can\u2019t read \u2018x\u2019 | true",
                "a (b) [c] $1 \\\\Q | a (b) [c] $1 \\\\Q | true",
                "failed to INIT error {status}, rc {errno} | failed to INIT error 0x13, rc -5 | true",
                "failed to INIT error {status}, rc {errno} | failed to INIT error x, rc -5 | false",
            })
    void isFoundInALine(String pattern, String line, boolean found) {
        assertThat(match(pattern, line).isPresent()).isEqualTo(found);
    }

    @Test
    void givesThePlacesOfItsGaps() {
        Match match = match("command {command} of {}: {status}", "ccp: command 0x30 of me: 19")
                .orElseThrow();

        assertThat(match.start()).isEqualTo(5);
        assertThat(match.fillings())
                .extracting(MessagePattern.Filling::gap)
                .containsExactly(Gap.COMMAND, Gap.ANY, Gap.STATUS);
        assertThat(match.fillings()).extracting(MessagePattern.Filling::start).containsExactly(13, 21, 25);
    }

    @Test
    void refusesAGapThatThereIsNot() {
        assertThatThrownBy(() -> MessagePattern.of("a {number} b")).isInstanceOf(IllegalArgumentException.class);
    }
}
