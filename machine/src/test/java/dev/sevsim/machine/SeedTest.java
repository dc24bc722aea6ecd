package dev.sevsim.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.io.file.InputException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 42, Long.MAX_VALUE, Long.MIN_VALUE})
    void readsEveryWholeNumber(long value) {
        assertThat(Seed.parse(Long.toString(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "abc", "1.5", "0x10", "9223372036854775808", "1 "})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Seed.parse(text))
                .isInstanceOf(InputException.class)
                .hasMessage("--seed '" + text + "' is not a whole number");
    }

    @Test
    void freshOnesAreTypedEasilyAndDiffer() {
        assertThat(Stream.generate(Seed::fresh).limit(20))
                .allMatch(seed -> seed >= 0)
                .doesNotHaveDuplicates();
    }
}
