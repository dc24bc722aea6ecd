package dev.sevsim.abi.efi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EfiTablesTest {
    /** docs/reference/ovmf-guest.md section 8.4. */
    @Test
    void marksErrorsInTheTopBit() {
        assertThat(EfiStatus.isError(EfiStatus.SUCCESS)).isFalse();
        assertThat(EfiStatus.isError(EfiStatus.NOT_FOUND)).isTrue();
        assertThat(EfiStatus.NOT_FOUND).isEqualTo(0x800000000000000EL);
        assertThat(EfiStatus.ACCESS_DENIED).isEqualTo(0x800000000000000FL);
        assertThat(EfiStatus.INVALID_PARAMETER).isEqualTo(0x8000000000000002L);
    }
}
