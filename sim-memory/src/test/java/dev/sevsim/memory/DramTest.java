package dev.sevsim.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DramTest {
    private static final int PAGE = 4096;
    private static final long GROUP = 512L * PAGE;

    private final Dram dram = new Dram(2 * GROUP + PAGE);

    @ParameterizedTest
    @ValueSource(longs = {0, -4096, 1, 4095, 4097})
    void refusesSizesThatAreNoWholePages(long size) {
        assertThatThrownBy(() -> new Dram(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DRAM of " + size + " bytes, expected a multiple of 4096");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            0, 0, true
            0, 4198400, true
            4198399, 1, true
            4198400, 0, false
            4198399, 2, false
            1, 4198400, false
            -1, 1, false
            0, -1, false
            1, 9223372036854775807, false
            9223372036854775807, 1, false
            """)
    void containsItsBytesAlone(long address, long length, boolean contained) {
        assertThat(dram.contains(address, length)).isEqualTo(contained);
    }

    @Test
    void reportsWhichRangeIsOutside() {
        assertThatThrownBy(() -> dram.check(0x401000, 16))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("0x401000 and 16 bytes, DRAM ends at 0x401000");
    }

    @Test
    void allocatesAFrameAtTheFirstWrite() {
        assertThat(dram.frameToRead(PAGE)).containsOnly(0);
        assertThat(dram.touchedFrames()).isZero();

        dram.frameToWrite(PAGE + 17)[17] = 1;

        assertThat(dram.frameToRead(PAGE)[17]).isEqualTo((byte) 1);
        assertThat(dram.frameToWrite(PAGE)).isSameAs(dram.frameToRead(PAGE));
        assertThat(dram.frameToRead(0)).containsOnly(0);
        assertThat(dram.touchedFrames()).isEqualTo(1);
    }

    @Test
    void fillsAFrameOnceOnly() {
        byte[] source = new byte[PAGE + 3];
        source[3] = 7;

        assertThat(dram.fill(GROUP, source, 3)).isTrue();
        source[3] = 8;

        assertThat(dram.frameToRead(GROUP)[0]).isEqualTo((byte) 7);
        assertThat(dram.fill(GROUP, source, 3)).isFalse();
        assertThat(dram.frameToRead(GROUP)[0]).isEqualTo((byte) 7);
    }

    @Test
    void listsTouchedFramesFromTheLowest() {
        dram.frameToWrite(2 * GROUP);
        dram.frameToWrite(GROUP - 1);
        dram.frameToWrite(GROUP + PAGE);

        assertThat(dram.touchedAddresses()).containsExactly(GROUP - PAGE, GROUP + PAGE, 2 * GROUP);
    }
}
