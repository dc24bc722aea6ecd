package dev.sevsim.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.LaunchStart;
import org.junit.jupiter.api.Test;

class StructDissectorTest {
    private static final Bytes START = Bytes.fromHex(
            "00000000" + "05000100" + "00e0efff00000000" + "24080000" + "00000000" + "00d0efff00000000" + "80000000");

    @Test
    void namesEachFieldWithItsValue() {
        Block block = StructDissector.block("LAUNCH_START", LaunchStart.class, START);

        assertThat(Dissected.of(block))
                .containsExactly(
                        "0 0+4 HANDLE=0",
                        "0 4+4 POLICY=0x10005 NODBG ES API>=1.0",
                        "0 8+8 DH_CERT_PADDR=0xffefe000",
                        "0 16+4 DH_CERT_LEN=2084",
                        "0 20+4 reserved=00000000",
                        "0 24+8 SESSION_PADDR=0xffefd000",
                        "0 32+4 SESSION_LEN=128");
    }

    @Test
    void explainsWhatThereIsOfAStructureThatIsCutShort() {
        Block block = StructDissector.block("LAUNCH_START", LaunchStart.class, START.slice(0, 10));

        assertThat(Dissected.of(block))
                .containsExactly("0 0+4 HANDLE=0", "0 4+4 POLICY=0x10005 NODBG ES API>=1.0", "0 8+2 …=00e0");
    }

    @Test
    void takesKeysOfACertificateApartByTheirAlgorithm() {
        byte[] raw = new byte[SevCertificate.SIZE];
        raw[0x0C] = 3; // ECDH with SHA-256
        raw[0x10] = 2;

        assertThat(Dissected.of(StructDissector.block("PDH", SevCertificate.class, Bytes.copyOf(raw))))
                .contains("0 12+4 PUBKEY_ALGO=0x3 ECDH_SHA256", "1 16+4 CURVE=0x2 P-384", "0 1052+512 SIG1=0 × 512");
    }
}
