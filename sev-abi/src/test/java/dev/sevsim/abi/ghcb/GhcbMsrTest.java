package dev.sevsim.abi.ghcb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Bit positions after docs/reference/kvm-host.md section 4.4. */
class GhcbMsrTest {
    @Test
    void separatesAnAddressFromACode() {
        assertThat(GhcbMsr.code(0x7F_F000L)).isZero();
        assertThat(GhcbMsr.code(0x7F_F002L)).isEqualTo(GhcbMsr.SEV_INFO_REQUEST);
        assertThat(GhcbMsr.value(0x7F_F002L)).isEqualTo(0x7FF);
        assertThat(GhcbMsr.of(GhcbMsr.REGISTER_PAGE_REQUEST, 0x80_9)).isEqualTo(0x80_9012L);
    }

    @Test
    void placesVersionsAndTheCBit() {
        long info = GhcbMsr.sevInfo(2, 1, 51);

        assertThat(info).isEqualTo(0x0002_0001_3300_0001L);
        assertThat(GhcbMsr.highestVersion(info)).isEqualTo(2);
        assertThat(GhcbMsr.lowestVersion(info)).isEqualTo(1);
        assertThat(GhcbMsr.cBitPosition(info)).isEqualTo(51);
        assertThat(GhcbMsr.highestVersion(GhcbMsr.sevInfo(0xFFFF, 0xFFFF, 0xFF)))
                .isEqualTo(0xFFFF);
    }

    @Test
    void asksForOneRegisterOfACpuidLeaf() {
        assertThat(GhcbMsr.cpuidRequest(0x8000_001F, 1)).isEqualTo(0x8000_001F_4000_0004L);
        assertThat(GhcbMsr.cpuidRegister(0x8000_001F_C000_0004L)).isEqualTo(3);
        assertThat(GhcbMsr.high(0x8000_001F_4000_0004L)).isEqualTo(0x8000_001F);
        assertThat(GhcbMsr.cpuidResponse(0xFFFF_FFFF)).isEqualTo(0xFFFF_FFFF_0000_0005L);
    }

    @Test
    void givesTheReasonOfATermination() {
        assertThat(GhcbMsr.terminate(1, 2)).isEqualTo(0x2_1100L);
    }
}
