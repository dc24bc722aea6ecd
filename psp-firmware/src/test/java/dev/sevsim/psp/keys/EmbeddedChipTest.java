package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.psp.FirmwareProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedChipTest {
    @ParameterizedTest
    @MethodSource("dev.sevsim.psp.FirmwareProfile#generations")
    void shippedCertificateIsWhatSigningGives(FirmwareProfile profile) {
        SimulatedAmd amd = new SimulatedAmd(profile.roots());
        SevCertificate unsigned = PlatformIdentity.unsignedCek(ChipSecret.embedded(), profile.version());

        assertThat(amd.sign(unsigned)).isEqualTo(amd.freshlySigned(unsigned));
    }
}
