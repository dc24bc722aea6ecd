package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.bus.time.SeededRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TweakConstantsTest {
    @ParameterizedTest
    @CsvSource({
        "0x12345670, e44661d5",
        "0x12346670, c2a4ae99",
        "0x10, 82253838",
        "0x80000000, 4f5ce727",
        "0xf, 00000000"
    })
    void givesTheTweaksOfTheWorkedExample(String address, String quarter) {
        assertThat(TweakConstants.published().tweak(Long.decode(address))).isEqualTo(Bytes.fromHex(quarter.repeat(4)));
    }

    @Test
    void isLinearInTheAddress() {
        TweakConstants constants = TweakConstants.random(SeededRandom.of(3));
        long p = 0x7_1234_5670L;
        long q = 0x1_0FF0_0AA0L;

        byte[] sum = constants.tweak(p).toArray();
        byte[] other = constants.tweak(q).toArray();
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= other[i];
        }

        assertThat(constants.tweak(p ^ q)).isEqualTo(Bytes.copyOf(sum));
    }

    @Test
    void drawsFullWidthConstantsForEachBoot() {
        TweakConstants one = TweakConstants.random(SeededRandom.of(1));
        Bytes tweak = one.tweak(0x10);

        assertThat(one).isEqualTo(TweakConstants.random(SeededRandom.of(1)));
        assertThat(one).isNotEqualTo(TweakConstants.random(SeededRandom.of(2)));
        assertThat(tweak.slice(0, 4)).isNotEqualTo(tweak.slice(4, 8));
    }

    @Test
    void tellsAddressesAboveThePublishedBitsApart() {
        TweakConstants constants = TweakConstants.published();
        for (int bit = 32; bit < 52; bit++) {
            assertThat(constants.tweak(1L << bit).isAllZero()).isFalse();
        }
    }
}
