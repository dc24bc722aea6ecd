package dev.sevsim.host.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source of the expectations: docs/reference/kvm-host.md section 1.9. */
class FirmwareTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, ''",
        "1, Platform state is invalid",
        "0x0B, Bad measurement",
        "0x18, Part-specific integrity check failure",
        "0x19, unknown error",
        "-1, unknown error",
    })
    void namesEachStatusAsQemuDoes(String status, String text) {
        assertThat(FirmwareText.of(Integer.decode(status))).isEqualTo(text);
    }
}
