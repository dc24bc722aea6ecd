package dev.sevsim.abi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void splitsAnAddressAtBitTwelve() {
        assertThat(1 << Page.SHIFT).isEqualTo(Page.SIZE);
        assertThat(Page.offset(0x12_3456)).isEqualTo(0x456);
        assertThat(Page.offset(0xFFFF_FFFF_FFFF_FFFFL)).isEqualTo(0xFFF);
    }

    @Test
    void alignsWholePagesOnly() {
        assertThat(Page.isAligned(0)).isTrue();
        assertThat(Page.isAligned(0x8000_0000_0000_0000L)).isTrue();
        assertThat(Page.isAligned(0x1001)).isFalse();
        assertThat(Page.isAligned(0xFFF)).isFalse();
    }
}
