package dev.sevsim.abi.efi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EfiTablesTest {
    /** docs/reference/ovmf-guest.md section 8.4. */
    @ParameterizedTest
    @CsvSource({
        "0, RESERVED",
        "1, LOADER_CODE",
        "2, LOADER_DATA",
        "3, BOOT_SERVICES_CODE",
        "4, BOOT_SERVICES_DATA",
        "5, RUNTIME_SERVICES_CODE",
        "6, RUNTIME_SERVICES_DATA",
        "7, CONVENTIONAL",
        "8, UNUSABLE",
        "9, ACPI_RECLAIM",
        "10, ACPI_NVS",
        "11, MEMORY_MAPPED_IO",
        "12, MEMORY_MAPPED_IO_PORT_SPACE",
        "13, PAL_CODE",
        "14, PERSISTENT",
        "15, UNACCEPTED"
    })
    void numbersTheMemoryTypes(int code, EfiMemoryType type) {
        assertThat(EfiMemoryType.fromCode(code)).contains(type);
        assertThat(type.code()).isEqualTo(code);
    }

    @Test
    void hasNoOtherMemoryType() {
        assertThat(EfiMemoryType.values()).hasSize(16);
        assertThat(EfiMemoryType.fromCode(16)).isEmpty();
        assertThat(EfiMemoryType.fromCode(-1)).isEmpty();
    }

    @Test
    void marksErrorsInTheTopBit() {
        assertThat(EfiStatus.isError(EfiStatus.SUCCESS)).isFalse();
        assertThat(EfiStatus.isError(EfiStatus.NOT_FOUND)).isTrue();
        assertThat(EfiStatus.NOT_FOUND).isEqualTo(0x800000000000000EL);
        assertThat(EfiStatus.ACCESS_DENIED).isEqualTo(0x800000000000000FL);
        assertThat(EfiStatus.INVALID_PARAMETER).isEqualTo(0x8000000000000002L);
    }
}
