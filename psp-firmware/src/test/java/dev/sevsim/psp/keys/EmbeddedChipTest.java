package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.psp.FirmwareProfile;
import org.junit.jupiter.api.Test;

class EmbeddedChipTest {
    @Test
    void shippedCertificateIsWhatSigningGives() {
        SevCertificate unsigned = PlatformIdentity.unsignedCek(
                ChipSecret.embedded(), FirmwareProfile.milan().version());

        assertThat(new SimulatedAmd().sign(unsigned)).isEqualTo(SimulatedAmd.freshlySigned(unsigned));
    }
}
