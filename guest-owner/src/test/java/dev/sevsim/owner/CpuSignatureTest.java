package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuSignatureTest {
    /** docs/reference/guest-owner-tools.md section 5.1. */
    @ParameterizedTest(name = "{3}")
    @CsvSource({
        "23, 1, 2, EPYC, 0x800f12",
        "23, 49, 0, EPYC-Rome, 0x830f10",
        "25, 1, 1, EPYC-Milan, 0xa00f11",
        "25, 17, 0, EPYC-Genoa, 0xa10f10",
        "26, 0, 0, EPYC-Turin, 0xb00f00"
    })
    void putsFamilyModelAndSteppingTogether(int family, int model, int stepping, String name, String word) {
        CpuSignature signature = CpuSignature.of(family, model, stepping);

        assertThat(signature.word()).isEqualTo(Integer.decode(word));
        assertThat(CpuSignature.ofModel(name)).contains(signature);
        assertThat(CpuSignature.ofModel(name + "-v3")).contains(signature);
        assertThat(signature).hasToString(name + " (" + word + ")");
    }

    @Test
    void hasNoNameForAnotherProcessor() {
        assertThat(CpuSignature.of(6, 15, 1)).hasToString("0x6f1");
        assertThat(CpuSignature.ofModel("Skylake")).isEmpty();
        assertThat(CpuSignature.ofModel("EPYC-v")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 0, 'CPU family: -1, expected 0 to 270'",
        "271, 0, 0, 'CPU family: 271, expected 0 to 270'",
        "0, 256, 0, 'CPU model: 256, expected 0 to 255'",
        "0, -1, 0, 'CPU model: -1, expected 0 to 255'",
        "0, 0, 16, 'CPU stepping: 16, expected 0 to 15'",
        "0, 0, -1, 'CPU stepping: -1, expected 0 to 15'"
    })
    void refusesWhatDoesNotFitItsField(int family, int model, int stepping, String message) {
        assertThatThrownBy(() -> CpuSignature.of(family, model, stepping))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage(message);
    }
}
