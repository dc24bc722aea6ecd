package dev.sevsim.psp.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.amd.SimulatedAmd;
import dev.sevsim.psp.FirmwareProfile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedChipTest {
    @ParameterizedTest
    @MethodSource("dev.sevsim.psp.FirmwareProfile#generations")
    void signedCertificateIsForTheEmbeddedChip(FirmwareProfile profile) {
        SimulatedAmd amd = SimulatedAmd.of(profile.generation());
        SevCertificate unsigned = PlatformIdentity.unsignedCek(ChipSecret.embedded(), profile.version());

        assertThat(amd.embeddedCek().body()).isEqualTo(unsigned.body());
    }
}
