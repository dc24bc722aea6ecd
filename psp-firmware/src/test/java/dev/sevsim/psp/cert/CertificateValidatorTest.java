package dev.sevsim.psp.cert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.SevStatus;
import dev.sevsim.crypto.EcKeyPair;
import dev.sevsim.psp.TestRandom;
import dev.sevsim.psp.WorkedExample;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateValidatorTest {
    private static final int VERSION = 0x00;
    private static final int USAGE = 0x08;
    private static final int ALGORITHM = 0x0C;
    private static final int KEY = 0x10;
    private static final Slot SLOT1 = new Slot(0x414);
    private static final Slot SLOT2 = new Slot(0x61C);

    /** A signature with its usage and algorithm before it; {@code usage} is the offset in the certificate. */
    private record Slot(int usage) {
        int algorithm() {
            return usage + 4;
        }

        int signature() {
            return usage + 8;
        }
    }

    private final EcKeyPair ownerKey = pair("owner");
    private final EcKeyPair platformKey = pair("platform");
    private final Bytes oca = selfSigned(ownerKey);
    private final Bytes pek =
            signed(body(KeyUsage.PEK, KeyAlgorithm.ECDSA_SHA256, platformKey), KeyUsage.OCA, ownerKey);

    /** Every link of a chain: who is signed, by whom. */
    static Stream<List<String>> platformLinks() {
        return Stream.of("openssl-platform", "sev-tool")
                .flatMap(chain -> Stream.of(
                        List.of(chain, "pdh", "pek"),
                        List.of(chain, "pek", "oca"),
                        List.of(chain, "pek", "cek"),
                        List.of(chain, "oca", "oca")));
    }

    static Stream<List<String>> ownersLinks() {
        return Stream.of("rsa2048", "rsa4096", "ec256", "ec384")
                .map(kind -> "openssl-owner/" + kind)
                .flatMap(kind -> Stream.of(List.of(kind, "oca", "oca"), List.of(kind, "pek", "oca")));
    }

    static Stream<List<String>> allLinks() {
        return Stream.concat(platformLinks(), ownersLinks());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allLinks")
    void acceptsPlatformsAndOwnersCertificates(List<String> link) {
        assertThat(CertificateValidator.check(certificate(link, 1), certificate(link, 2)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allLinks")
    void refusesAFlippedBitOfTheBody(List<String> link) {
        for (int at : new int[] {KEY + 5, 0x413, 0x06}) {
            Bytes bent = flip(certificate(link, 1), at);
            Bytes signer = link.get(1).equals(link.get(2)) ? bent : certificate(link, 2);

            assertThat(status(CertificateValidator.check(bent, signer)))
                    .isIn(SevStatus.BAD_SIGNATURE, SevStatus.INVALID_CERTIFICATE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allLinks")
    void refusesAFlippedBitOfTheSignature(List<String> link) {
        Bytes subject = certificate(link, 1);
        Bytes signer = certificate(link, 2);
        int signerUsage = SevCertificate.CODEC.decode(signer).usage();
        int slot = SevCertificate.CODEC.decode(subject).signature1Usage() == signerUsage
                ? SLOT1.signature()
                : SLOT2.signature();

        assertThat(status(CertificateValidator.check(flip(subject, slot), signer)))
                .isEqualTo(SevStatus.BAD_SIGNATURE);
    }

    @Test
    void refusesTheSignatureOfAnotherKeyOfTheSameUsage() {
        Bytes stranger = selfSigned(pair("stranger"));

        assertThat(status(CertificateValidator.check(pek, stranger))).isEqualTo(SevStatus.BAD_SIGNATURE);
    }

    /** Step 1. */
    @Nested
    class SigningKeyRules {
        @ParameterizedTest
        @ValueSource(ints = {0x1000, 0x1005, 0x0012, -1})
        void refusesAnUnknownUsage(int usage) {
            expect(SevStatus.INVALID_CERTIFICATE, "signing key", pek, put(oca, USAGE, usage));
        }

        @ParameterizedTest
        @ValueSource(ints = {0x000, 0x004, 0x104, -1})
        void refusesAnUnknownAlgorithm(int algorithm) {
            expect(SevStatus.INVALID_CERTIFICATE, "signing key", pek, put(oca, ALGORITHM, algorithm));
        }

        @Test
        void refusesAnotherCurveAndAPointOffTheCurve() {
            expect(SevStatus.INVALID_CERTIFICATE, "signing key", pek, put(oca, KEY, 1));
            expect(SevStatus.INVALID_CERTIFICATE, "signing key", pek, flip(oca, KEY + 4));
        }

        @ParameterizedTest(name = "bits {0}")
        @ValueSource(ints = {0, 2047, 2049, 3072, 4096, -1})
        void refusesAnRsaKeyWhoseModulusIsNotOfItsSize(int bits) {
            Bytes rsa = WorkedExample.vector("openssl-owner/rsa2048/oca.cert");

            expect(SevStatus.INVALID_CERTIFICATE, "signing key", rsa, put(rsa, KEY, bits));
        }

        @ParameterizedTest(name = "exponent {0}")
        @ValueSource(ints = {0, 1, 65536})
        void refusesAnRsaExponentThatCannotBe(int exponent) {
            Bytes rsa = WorkedExample.vector("openssl-owner/rsa2048/oca.cert");

            expect(SevStatus.INVALID_CERTIFICATE, "signing key", rsa, put(rsa, KEY + 4, exponent));
        }

        @Test
        void refusesAnEvenRsaModulus() {
            Bytes rsa = WorkedExample.vector("openssl-owner/rsa2048/oca.cert");

            expect(SevStatus.INVALID_CERTIFICATE, "signing key", rsa, flip(rsa, KEY + 4 + 0x200));
        }
    }

    /** Step 2. */
    @Nested
    class SlotRules {
        @ParameterizedTest(name = "usage at {0}, algorithm at {1}")
        @CsvSource({"0x414, 0x418", "0x61C, 0x620"})
        void refusesASlotWithOneHalfSet(String usageAt, String algorithmAt) {
            Bytes empty = put(put(pek, Integer.decode(usageAt), 0x1000), Integer.decode(algorithmAt), 0);

            expect(SevStatus.BAD_SIGNATURE, "both set", put(empty, Integer.decode(usageAt), 0x1001), oca);
            expect(SevStatus.BAD_SIGNATURE, "both set", put(empty, Integer.decode(algorithmAt), 2), oca);
        }

        @Test
        void refusesACertificateWithEmptySlots() {
            expect(
                    SevStatus.INVALID_CERTIFICATE,
                    "must name",
                    put(put(pek, SLOT1.usage(), 0x1000), SLOT1.algorithm(), 0),
                    oca);
        }

        @Test
        void skipsSlotsOfAnotherUsageOrAlgorithm() {
            expect(SevStatus.INVALID_CERTIFICATE, "must name", put(pek, SLOT1.usage(), 0x1004), oca);
            expect(SevStatus.INVALID_CERTIFICATE, "must name", put(pek, SLOT1.algorithm(), 0x102), oca);
        }

        @Test
        void takesTheSignatureFromTheSecondSlot() {
            Bytes moved = inSecondSlot(pek);

            assertThat(CertificateValidator.check(moved, oca)).isEmpty();
            expect(SevStatus.BAD_SIGNATURE, "every signature", flip(moved, SLOT2.signature()), oca);
        }

        @Test
        void verifiesEverySlotThatMatches() {
            Bytes twice = replace(
                    replace(pek, SLOT2.usage(), pek.slice(SLOT1.usage(), SLOT1.signature())),
                    SLOT2.signature(),
                    pek.slice(SLOT1.signature(), SLOT2.usage()));

            assertThat(CertificateValidator.check(twice, oca)).isEmpty();
            expect(SevStatus.BAD_SIGNATURE, "SIG2", flip(twice, SLOT2.signature()), oca);
            expect(SevStatus.BAD_SIGNATURE, "SIG1", flip(twice, SLOT1.signature()), oca);
        }

        @Test
        void ignoresTheSignatureOfAnotherKey() {
            Bytes other = put(put(pek, SLOT2.usage(), 0x1004), SLOT2.algorithm(), 2);

            assertThat(CertificateValidator.check(other, oca)).isEmpty();
        }

        @Test
        void refusesNumbersThatAreTooLong() {
            expect(SevStatus.BAD_SIGNATURE, "every signature", flip(pek, SLOT1.signature() + 48), oca);
            expect(SevStatus.BAD_SIGNATURE, "every signature", flip(pek, SLOT1.signature() + 72 + 71), oca);
        }

        @Test
        void hasNoSignaturesByKeysThatCannotSign() {
            Bytes pdh = signed(body(KeyUsage.PDH, KeyAlgorithm.ECDH_SHA256, platformKey), KeyUsage.PEK, platformKey);
            Bytes underPdh = put(put(pek, SLOT1.usage(), 0x1003), SLOT1.algorithm(), 0x003);

            expect(SevStatus.UNSUPPORTED, "one that signs", underPdh, pdh);
        }
    }

    /** Steps 5 and 6: the signature is right, the content is not. */
    @Nested
    class BodyRules {
        @ParameterizedTest
        @ValueSource(ints = {0, 2, -1})
        void refusesAnotherVersion(int version) {
            expect(SevStatus.INVALID_CERTIFICATE, "version must be 1", resigned(VERSION, version), oca);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x1000, 0x1005, -1})
        void refusesAnUnknownUsage(int usage) {
            expect(SevStatus.INVALID_CERTIFICATE, "certified key", resigned(USAGE, usage), oca);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x000, 0x004, 0x001})
        void refusesAKeyThatIsNotOfItsAlgorithm(int algorithm) {
            expect(SevStatus.INVALID_CERTIFICATE, "certified key", resigned(ALGORITHM, algorithm), oca);
        }

        @Test
        void refusesAPointOffTheCurve() {
            Bytes bent = flip(pek, KEY + 4);

            expect(SevStatus.INVALID_CERTIFICATE, "certified key", resign(bent), oca);
        }

        @Test
        void looksAtNoApiVersionAndNoReservedByte() {
            assertThat(CertificateValidator.check(resigned(0x04, 0xFFFFFFFF), oca))
                    .isEmpty();
        }

        @ParameterizedTest(name = "{0} under {1}")
        @CsvSource({
            "PDH, OCA",
            "CEK, OCA",
            "ASK, OCA",
            "ARK, OCA",
            "PEK, PEK",
            "OCA, PEK",
            "CEK, PEK",
            "PDH, CEK",
            "OCA, CEK",
            "CEK, CEK",
            "PEK, PDH",
            "PEK, ASK",
            "PDH, ASK",
            "PEK, ARK",
            "ASK, ARK"
        })
        void refusesAnotherHierarchy(KeyUsage subject, KeyUsage by) {
            Bytes signer = signed(body(by, KeyAlgorithm.ECDSA_SHA256, ownerKey), KeyUsage.OCA, ownerKey);
            Bytes certificate = signed(body(subject, KeyAlgorithm.ECDSA_SHA256, platformKey), by, ownerKey);

            expect(SevStatus.INVALID_CERTIFICATE, "stands under", certificate, signer);
        }

        @ParameterizedTest(name = "{0} under {1}")
        @CsvSource({"PDH, PEK", "PEK, OCA", "PEK, CEK", "OCA, OCA", "CEK, ASK"})
        void acceptsTheHierarchy(KeyUsage subject, KeyUsage by) {
            Bytes signer = signed(body(by, KeyAlgorithm.ECDSA_SHA256, ownerKey), KeyUsage.OCA, ownerKey);
            Bytes certificate = signed(body(subject, KeyAlgorithm.ECDSA_SHA256, platformKey), by, ownerKey);

            assertThat(CertificateValidator.check(certificate, signer)).isEmpty();
        }
    }

    /** Two rules broken: the earlier one answers. */
    @Nested
    class Order {
        private final Bytes badSlot = put(pek, SLOT2.algorithm(), 2);

        @Test
        void signingKeyBeforeSlots() {
            expect(SevStatus.INVALID_CERTIFICATE, "signing key", badSlot, put(oca, USAGE, 0x1000));
        }

        @Test
        void slotFormBeforeSlotMatch() {
            expect(SevStatus.BAD_SIGNATURE, "both set", put(badSlot, SLOT1.usage(), 0x1004), oca);
        }

        @Test
        void slotMatchBeforeSignature() {
            expect(
                    SevStatus.INVALID_CERTIFICATE,
                    "must name",
                    flip(put(pek, SLOT1.usage(), 0x1004), SLOT1.signature()),
                    oca);
        }

        @Test
        void signatureBeforeBody() {
            expect(SevStatus.BAD_SIGNATURE, "every signature", put(pek, VERSION, 2), oca);
        }

        @Test
        void bodyBeforeHierarchy() {
            Bytes cek = signed(body(KeyUsage.CEK, KeyAlgorithm.ECDSA_SHA256, platformKey), KeyUsage.OCA, ownerKey);

            expect(SevStatus.INVALID_CERTIFICATE, "version", resign(put(cek, VERSION, 2)), oca);
        }
    }

    private static void expect(SevStatus status, String rule, Bytes certificate, Bytes signer) {
        Optional<CertificateFault> fault = CertificateValidator.check(certificate, signer);

        assertThat(status(fault)).isEqualTo(status);
        assertThat(fault.orElseThrow().rule() + fault.orElseThrow().found()).contains(rule);
    }

    private static SevStatus status(Optional<CertificateFault> fault) {
        return fault.map(CertificateFault::status).orElse(SevStatus.SUCCESS);
    }

    private static Bytes certificate(List<String> link, int at) {
        return WorkedExample.vector(link.get(0) + "/" + link.get(at) + ".cert");
    }

    private Bytes resigned(int at, int value) {
        return resign(put(pek, at, value));
    }

    private Bytes resign(Bytes certificate) {
        Bytes signature = EcSignature.ofP1363(ownerKey.sign(certificate.slice(0, SLOT1.usage())))
                .encode();
        return replace(certificate, SLOT1.signature(), signature);
    }

    private static EcKeyPair pair(String name) {
        return EcKeyPair.generate(new TestRandom(name)::nextBytes);
    }

    private static SevCertificate body(KeyUsage usage, KeyAlgorithm algorithm, EcKeyPair key) {
        return SevCertificate.unsigned(0, 0, usage, algorithm, key.publicKey().encode());
    }

    private static Bytes selfSigned(EcKeyPair key) {
        return signed(body(KeyUsage.OCA, KeyAlgorithm.ECDSA_SHA256, key), KeyUsage.OCA, key);
    }

    private static Bytes signed(SevCertificate body, KeyUsage by, EcKeyPair key) {
        Bytes signature = EcSignature.ofP1363(key.sign(body.body())).encode();
        return body.withSignature1(by, KeyAlgorithm.ECDSA_SHA256, signature).encode();
    }

    private static Bytes inSecondSlot(Bytes certificate) {
        return Bytes.concat(
                certificate.slice(0, SLOT1.usage()),
                certificate.from(SLOT2.usage()),
                certificate.slice(SLOT1.usage(), SLOT2.usage()));
    }

    private static Bytes flip(Bytes certificate, int at) {
        byte[] raw = certificate.toArray();
        raw[at] ^= 1;
        return Bytes.copyOf(raw);
    }

    private static Bytes put(Bytes certificate, int at, int value) {
        return replace(certificate, at, Bytes.u32Le(value));
    }

    private static Bytes replace(Bytes certificate, int at, Bytes part) {
        byte[] raw = certificate.toArray();
        part.copyTo(raw, at);
        return Bytes.copyOf(Arrays.copyOf(raw, certificate.length()));
    }
}
