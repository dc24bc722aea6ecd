package dev.sevsim.machine.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.io.file.InputException;
import dev.sevsim.owner.TrustedFirmware;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SevFirmwareTest {
    @Test
    void readsVersionsWithAndWithoutABuild() {
        assertThat(SevFirmware.read("1.51")).isEqualTo(TrustedFirmware.from(new ApiVersion(1, 51)));
        assertThat(SevFirmware.read("0.17.22")).isEqualTo(new TrustedFirmware(new ApiVersion(0, 17), Set.of(22)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.", "1.256", "256.1", "1.1.256", "1.1.1.1", "1.-1", "x.1", "1.1 "})
    void refusesOtherTexts(String text) {
        assertThatThrownBy(() -> SevFirmware.read(text))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'" + text + "' is no version");
    }
}
