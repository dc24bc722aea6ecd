package dev.sevsim.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class E820TypeTest {
    /** docs/reference/guest-kernel.md section 2. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '~',
            value = {
                "0 ! RESERVED",
                "1 ! RAM",
                "2 ! RAM",
                "3 ! RAM",
                "4 ! RAM",
                "5 ! RESERVED",
                "6 ! RESERVED",
                "7 ! RAM",
                "8 ! UNUSABLE",
                "9 ! ACPI",
                "10 ! NVS",
                "11 ! RESERVED",
                "13 ! RESERVED",
                "14 ! PERSISTENT"
            })
    void foldsEfiTypes(int efi, E820Type type) {
        assertThat(E820Type.ofEfiType(efi)).contains(type);
    }

    @Test
    void skipsUnknownTypes() {
        assertThat(E820Type.ofEfiType(0x70000000)).isEmpty();
    }
}
