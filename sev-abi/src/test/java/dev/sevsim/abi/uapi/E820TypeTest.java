package dev.sevsim.abi.uapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class E820TypeTest {
    /** docs/reference/guest-kernel.md section 2. */
    @ParameterizedTest
    @CsvSource({
        "0, RESERVED",
        "1, RAM",
        "2, RAM",
        "3, RAM",
        "4, RAM",
        "5, RESERVED",
        "6, RESERVED",
        "7, RAM",
        "8, UNUSABLE",
        "9, ACPI",
        "10, NVS",
        "11, RESERVED",
        "12, RESERVED",
        "13, RESERVED",
        "14, PERSISTENT"
    })
    void followsTheKindOfEfiMemory(int efiType, E820Type expected) {
        assertThat(E820Type.ofEfiType(efiType)).contains(expected);
    }

    @Test
    void skipsOtherKindsOfEfiMemory() {
        assertThat(E820Type.ofEfiType(15)).isEqualTo(Optional.empty());
        assertThat(E820Type.ofEfiType(-1)).isEqualTo(Optional.empty());
    }
}
