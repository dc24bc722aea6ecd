package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.crypto.DigestAlgorithm;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlatformChainTest {
    private static final Bytes FULL = Vectors.read("sev-tool/full.chain");
    private static final Bytes SEV_CHAIN = FULL.slice(0, PlatformChain.SEV_CHAIN_SIZE);
    private static final Bytes CA = FULL.from(PlatformChain.SEV_CHAIN_SIZE);

    @Test
    void readsAFullChain() {
        PlatformChain chain = PlatformChain.parse(FULL);

        assertThat(chain.pdh().raw()).isEqualTo(Vectors.read("sev-tool/pdh.cert"));
        assertThat(chain.pek().raw()).isEqualTo(Vectors.read("sev-tool/pek.cert"));
        assertThat(chain.oca().raw()).isEqualTo(Vectors.read("sev-tool/oca.cert"));
        assertThat(chain.cek().raw()).isEqualTo(Vectors.read("sev-tool/cek.cert"));
        assertThat(chain.ask().orElseThrow().raw()).isEqualTo(Vectors.read("sev-tool/ask.cert"));
        assertThat(chain.ark().orElseThrow().raw()).isEqualTo(Vectors.read("sev-tool/ark.cert"));
    }

    @Test
    void joinsChainsFromSeveralFiles() {
        PlatformChain whole = PlatformChain.parse(FULL);

        assertThat(PlatformChain.parse(SEV_CHAIN).ask()).isEmpty();
        assertThat(PlatformChain.parse(SEV_CHAIN).withCa(CA)).isEqualTo(whole);
        assertThat(PlatformChain.of(SEV_CHAIN.slice(0, 2084), SEV_CHAIN.from(2084), CA))
                .isEqualTo(whole);
    }

    @Test
    void readsTheSmallerAmdCertificates() {
        TestPlatform platform = new TestPlatform("small");

        assertThat(platform.askArk().length()).isEqualTo(1664);
        assertThat(platform.chain().ask().orElseThrow().digest()).isEqualTo(DigestAlgorithm.SHA_256);
    }

    @Test
    void writesTheFilesThatItReads() {
        PlatformChain chain = PlatformChain.parse(FULL);

        assertThat(chain.fullChain()).isEqualTo(FULL);
        assertThat(chain.sevChain()).isEqualTo(FULL.slice(0, PlatformChain.SEV_CHAIN_SIZE));
        assertThat(PlatformChain.parse(chain.sevChain()).fullChain()).isEqualTo(chain.sevChain());
    }

    static Stream<Arguments> hostileFiles() {
        String base64 = FULL.toBase64();
        byte[] oddKey = FULL.toArray();
        oddKey[8336 + 0x3D] = 0x04;
        byte[] mixedKey = FULL.toArray();
        mixedKey[8336 + 0x39] = 0x08;
        return Stream.of(
                Arguments.of(Bytes.EMPTY, "certificates: empty, expected PDH, PEK, OCA, CEK"),
                Arguments.of(FULL.slice(0, 100), "PDH certificate: 100 bytes, expected 2084 bytes"),
                Arguments.of(FULL.slice(0, 2084), "certificates: PDH alone, expected PDH, PEK, OCA, CEK"),
                Arguments.of(
                        FULL.slice(0, 8335), "CEK certificate: 2083 bytes left at offset 6252, expected 2084 bytes"),
                Arguments.of(
                        FULL.slice(0, 8336 + 1599),
                        "ASK certificate: 1599 bytes left at offset 8336, expected 1600 bytes"),
                Arguments.of(
                        FULL.slice(0, 8336 + 1600), "ARK certificate: 0 bytes left at offset 9936, expected 64 bytes"),
                Arguments.of(Bytes.copyOf(oddKey), "ASK certificate: key of 1024 bits, expected 2048 or 4096 bits"),
                Arguments.of(
                        Bytes.copyOf(mixedKey),
                        "ASK certificate: exponent and modulus fields of different size, expected one size for both"),
                Arguments.of(
                        Bytes.ofAscii(base64), "certificates: base64 text of 11536 bytes, expected PDH, PEK, OCA, CEK"),
                Arguments.of(
                        Bytes.ofAscii("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n"),
                        "certificates: PEM text (CERTIFICATE), expected PDH, PEK, OCA, CEK"),
                Arguments.of(
                        Bytes.ofAscii("<html>not found</html>".repeat(500)),
                        "certificates: text, expected PDH, PEK, OCA, CEK"));
    }

    /** docs/reference/guest-owner-tools.md section 2.3: readers of these files ignore what follows. */
    @Test
    void ignoresWhatFollowsTheLastCertificate() {
        assertThat(PlatformChain.parse(Bytes.concat(SEV_CHAIN, Bytes.ofAscii("\n"))))
                .isEqualTo(PlatformChain.parse(SEV_CHAIN));
        assertThat(PlatformChain.parse(Bytes.concat(FULL, Bytes.zeros(5000)))).isEqualTo(PlatformChain.parse(FULL));
    }

    /** The order of the certificates in a file of another form. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            pek-oca-cek.chain | certificates: PEK, OCA, CEK, the form of QMP, libvirt and sev-tool's cert_chain.cert, \
            expected the PDH too: give it as --pdh
            pdh-twice.chain | certificates: PDH, PDH, PEK, OCA, CEK, ASK, ARK: certificate 2 is a PDH, expected a PEK
            ask_ark.cert | certificates: ASK, ARK, which are AMD's certificates, expected PDH, PEK, OCA, CEK; \
            --ca takes these
            """)
    void namesOtherForms(String file, String message) {
        refuses(Vectors.read("chains/" + file), message);
    }

    private static void refuses(Bytes file, String message) {
        assertThatThrownBy(() -> PlatformChain.parse(file))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage(message);
    }

    @Test
    void findsNoCertificateInOtherFiles() {
        Random random = new Random(1);
        for (int size : new int[] {3, 12, 100, 2084, 8336, 11536, 60000}) {
            byte[] file = new byte[size];
            random.nextBytes(file);
            assertThatThrownBy(() -> PlatformChain.parse(Bytes.copyOf(file)))
                    .hasMessage("certificates: no SEV certificate, expected PDH, PEK, OCA, CEK");
        }
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("hostileFiles")
    void namesWhatIsWrongWithAFile(Bytes file, String message) {
        refuses(file, message);
    }

    @Test
    void refusesPartsOfTheWrongLength() {
        Bytes pdh = SEV_CHAIN.slice(0, 2084);

        assertThatThrownBy(() -> PlatformChain.of(pdh, SEV_CHAIN, CA))
                .hasMessage("PEK, OCA and CEK certificates: 8336 bytes, expected 6252 bytes");
        assertThatThrownBy(() -> PlatformChain.of(SEV_CHAIN, SEV_CHAIN.from(2084), CA))
                .hasMessage("PDH certificate: 8336 bytes, expected 2084 bytes");
        assertThatThrownBy(() -> ReceivedCaCertificate.read(KeyUsage.ARK, CA))
                .hasMessage("ARK certificate: 3200 bytes, expected 1600 bytes");
    }

    @Test
    void refusesTheSignedCekOfAnotherChip() {
        TestPlatform platform = new TestPlatform("one");
        PlatformChain chain = PlatformChain.of(platform.pdh(), platform.pekOcaUnsignedCek(), platform.askArk());

        assertThatThrownBy(() -> chain.withSignedCek(new TestPlatform("two").signedCek()))
                .hasMessage(
                        "signed CEK certificate: another key than the platform's CEK, expected the one of this chip");
        assertThatThrownBy(() -> chain.withSignedCek(platform.pdh()))
                .hasMessage("signed CEK certificate: PDH, expected CEK");
        assertThat(PlatformChain.parse(FULL).withSignedCek(platform.signedCek()))
                .isEqualTo(PlatformChain.parse(FULL));
    }
}
