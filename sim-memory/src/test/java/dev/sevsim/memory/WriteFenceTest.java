package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteFenceTest {
    @ParameterizedTest
    @CsvSource({
        "0x1000, 1, true", "0x1FFF, 1, true", "0xFFF, 1, false", "0xFFF, 2, true",
        "0x2000, 1, false", "0x0, 0x3000, true", "0x1800, 0, true", "0x0, 0x1000, false"
    })
    void overlapsRangesThatShareAByte(String address, String length, boolean overlaps) {
        assertThat(new WriteFence(0x1000, 0x2000).overlaps(Long.decode(address), Integer.decode(length)))
                .isEqualTo(overlaps);
    }

    @Test
    void overlapsNothingWhenThereIsNoFence() {
        assertThat(WriteFence.NONE.overlaps(0, Integer.MAX_VALUE)).isFalse();
    }
}
