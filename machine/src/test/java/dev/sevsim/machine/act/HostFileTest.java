package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostFileTest {
    @ParameterizedTest
    @CsvSource({"/dev/kvm,", "/dev/sev,", "/dev/sev:ro,", "6,", "0x6,", "own, own", "vcpu-1, vcpu-1"})
    void tellsNamesFromDevicesAndNumbers(String text, String name) {
        HostFile file = HostFile.parse(text);

        assertThat(file).hasToString(text);
        assertThat(file.name().orElse(null)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/dev/kvm:ro", "-1", "own vm", "é", ""})
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostFile.parse(text))
                .withMessageContaining("'" + text + "' is no file");
    }
}
