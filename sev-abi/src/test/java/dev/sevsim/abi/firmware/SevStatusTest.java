package dev.sevsim.abi.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SevStatusTest {
    @Test
    void describesACodeByNameAndNumber() {
        assertThat(SevStatus.describe(0)).isEqualTo("SUCCESS (0x00)");
        assertThat(SevStatus.describe(0x0B)).isEqualTo("BAD_MEASUREMENT (0x0b)");
        assertThat(SevStatus.describe(0x1E)).isEqualTo("0x1e (unknown)");
        assertThat(SevStatus.describe(-1)).isEqualTo("0xffffffff (unknown)");
    }
}
