package dev.sevsim.abi.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Vectors;
import dev.sevsim.abi.image.KernelHashes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SevCertificateTest {
    private static final EcPublicKey GODH = EcPublicKey.ofP384(
            Bytes.fromHex("db89855d1980b2aacdec0752249bea9e0630c16b69c095f6c752b2547b520d81"
                    + "09511d908881491780594f03cfee8a0a"),
            Bytes.fromHex("8ca0eb1e634971e4c6fc551ca684edc32994c9068fc83964eb7ada3bbb9b1f24"
                    + "69d57da6460ba7462d4d3b9e9a4fe421"));
    private static final EcPublicKey PDH = EcPublicKey.ofP384(
            Bytes.fromHex("c76f2283dda95cd49b0ed9e733d2904474e37216f124e13d2c9ab4cf01021c49"
                    + "ad9cabb3d0b97499aef2f0ab313fa028"),
            Bytes.fromHex("26bc1f83451b5c8962a75caff73588d4400a6296436154fb343c393e91048a6c"
                    + "7bcbadc83cd8a5f26feae883156f92a1"));

    /** Slot usages and algorithms as docs/reference/sev-firmware-api.md section 6.4 lists them. */
    static Stream<Arguments> certificates() {
        return Stream.of(
                Arguments.of("pdh", 0x1003, 0x003, 0x1002, 0x002, 0x1000, 0x000),
                Arguments.of("pek", 0x1002, 0x002, 0x1001, 0x002, 0x1004, 0x002),
                Arguments.of("oca", 0x1001, 0x002, 0x1001, 0x002, 0x1000, 0x000),
                Arguments.of("cek", 0x1004, 0x002, 0x0013, 0x101, 0x1000, 0x000),
                Arguments.of("godh", 0x1003, 0x003, 0x1002, 0x002, 0x1000, 0x000));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("certificates")
    void readsAndWritesRealToolCertificates(
            String name, int usage, int algorithm, int usage1, int algorithm1, int usage2, int algorithm2) {
        Bytes raw = Vectors.read("sev-tool/" + name + ".cert");

        SevCertificate read = SevCertificate.CODEC.decode(raw);

        assertThat(read)
                .returns(1, SevCertificate::version)
                .returns(usage, SevCertificate::usage)
                .returns(algorithm, SevCertificate::algorithm)
                .returns(usage1, SevCertificate::signature1Usage)
                .returns(algorithm1, SevCertificate::signature1Algorithm)
                .returns(usage2, SevCertificate::signature2Usage)
                .returns(algorithm2, SevCertificate::signature2Algorithm);
        assertThat(read.encode()).isEqualTo(raw);
        assertThat(read.body()).isEqualTo(raw.slice(0, 0x414));
    }

    @Test
    void writesTheOwnersLaunchKeyOfTheWorkedExample() {
        SevCertificate godh = SevCertificate.unsigned(0, 0, KeyUsage.PDH, KeyAlgorithm.ECDH_SHA256, GODH.encode());

        assertThat(godh.encode().slice(0, 0x1C))
                .isEqualTo(Bytes.fromHex("01000000 00000000 03100000 03000000 02000000 0a8aeecf034f5980"));
        assertThat(sha256(godh.body())).isEqualTo("5c79ee8b2ec9538f8a97d979114872a66f594008d3a7c524dc0975b165f6a714");
        assertThat(sha256(godh.encode())).isEqualTo("2ec914ad6c34d959363ae300ce13318913b23423942a20a1fbcce2b88e1cfb0e");
    }

    @Test
    void writesTheSignedPlatformKeyOfTheWorkedExample() {
        Bytes rAndS = Bytes.fromHex("ccb1e2e0c4d3a1a2e9500ec5bc164a2ad46e9e09ebc57e1284b63d8598a6373c"
                + "0bb801fef43b435482b0dee6b80a29dc"
                + "91b7bf15f007ad95b5e801e020c71d4884151151bd16fadc4918978bcc1b07f2"
                + "b0689b51106377215d6889580b77c931");

        SevCertificate pdh = SevCertificate.unsigned(0, 24, KeyUsage.PDH, KeyAlgorithm.ECDH_SHA256, PDH.encode())
                .withSignature1(
                        KeyUsage.PEK,
                        KeyAlgorithm.ECDSA_SHA256,
                        EcSignature.ofP1363(rAndS).encode());

        assertThat(sha256(pdh.body())).isEqualTo("7b93c18a1cf798b96fb53061f2a13a707000ddadb67992e7e0cf0a63502b4689");
        assertThat(pdh.encode().slice(0x414, 0x42C))
                .isEqualTo(Bytes.fromHex("02100000 02000000 dc290ab8e6deb08254433bf4fe01b80b"));
        assertThat(sha256(pdh.encode())).isEqualTo("4b148d26f134276912ee35a6982e4e50a917dd7fd24fc6bcee5593490904d440");
        assertThat(EcSignature.decode(pdh.signature1()).toP1363()).isEqualTo(rAndS);
    }

    @Test
    void fillsTheSecondSlotWithoutTouchingTheFirst() {
        SevCertificate cek = SevCertificate.CODEC.decode(Vectors.read("sev-tool/cek.cert"));
        Bytes signature = Bytes.zeros(0x200);

        SevCertificate both = cek.withSignature2(KeyUsage.OCA, KeyAlgorithm.ECDSA_SHA384, signature);

        assertThat(both.signature1()).isEqualTo(cek.signature1());
        assertThat(both.encode().slice(0x61C, 0x624)).isEqualTo(Bytes.fromHex("0110000002010000"));
        assertThat(both.body()).isEqualTo(cek.body());
    }

    @Test
    void readsCoordinatesLeastSignificantByteFirst() {
        EcPublicKey read = EcPublicKey.decode(GODH.encode());

        assertThat(read).isEqualTo(GODH);
        assertThat(read.curve()).isEqualTo(2);
        assertThat(read.xBe().toHex()).startsWith("db89855d1980").endsWith("cfee8a0a");
        assertThat(read.yBe().toHex()).startsWith("8ca0eb1e6349").endsWith("9a4fe421");
        assertThat(GODH.encode().length()).isEqualTo(0x404);
    }

    @ParameterizedTest
    @CsvSource({"51, true", "52, false", "75, false", "76, true", "123, true", "124, false", "147, false"})
    void noticesCoordinatesThatAreTooLong(int offset, boolean fits) {
        byte[] field = GODH.encode().toArray();
        field[offset] |= (byte) 0x80;

        assertThat(EcPublicKey.decode(Bytes.copyOf(field)).fitsP384()).isEqualTo(fits);
    }

    @Test
    void noticesSignatureNumbersThatAreTooLong() {
        byte[] field = new byte[0x200];
        assertThat(EcSignature.decode(Bytes.copyOf(field)).fitsP384()).isTrue();

        field[48] = 1;
        assertThat(EcSignature.decode(Bytes.copyOf(field)).fitsP384()).isFalse();

        field[48] = 0;
        field[72 + 71] = 1;
        assertThat(EcSignature.decode(Bytes.copyOf(field)).fitsP384()).isFalse();
    }

    private static String sha256(Bytes content) {
        return KernelHashes.sha256(content).toHex();
    }
}
