package dev.sevsim.amd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.AmdCertificate;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.chip.ChipGeneration;
import dev.sevsim.crypto.EcKeyPair;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedAmdTest {
    @ParameterizedTest
    @CsvSource({
        "NAPLES, 1bb987c359494606, 2048",
        "ROME, e6002122fb584193, 4096",
        "MILAN, 94c38e4177d04792, 4096",
        "GENOA, 9f9d4a8fe7614565, 4096"
    })
    void rootKeyIdIsMarkedAsSimulated(ChipGeneration generation, String start, int bits) {
        SimulatedAmd amd = SimulatedAmd.of(generation);

        assertThat(amd.ark().keyId()).isEqualTo(Bytes.concat(Bytes.fromHex(start), Bytes.ofAscii("SIMULATE")));
        assertThat(amd.ark().certifyingId()).isEqualTo(amd.ark().keyId());
        assertThat(amd.ark().usage()).isEqualTo(KeyUsage.ARK.code());
        assertThat(amd.ark().modulusBits()).isEqualTo(bits);
        assertThat(amd.ask().usage()).isEqualTo(KeyUsage.ASK.code());
        assertThat(amd.ask().certifyingId()).isEqualTo(amd.ark().keyId());
        assertThat(amd.ask().modulusBits()).isEqualTo(bits);
    }

    @ParameterizedTest
    @EnumSource
    void rootSignsItselfAndTheSigningKey(ChipGeneration generation) throws GeneralSecurityException {
        SimulatedAmd amd = SimulatedAmd.of(generation);

        assertThat(verifies(amd.ark(), amd.ark().body(), amd.ark().signature())).isTrue();
        assertThat(verifies(amd.ark(), amd.ask().body(), amd.ask().signature())).isTrue();
        assertThat(verifies(amd.ask(), amd.ask().body(), amd.ask().signature())).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void signsACekTheSameWayEveryTime(ChipGeneration generation) throws GeneralSecurityException {
        SimulatedAmd amd = SimulatedAmd.of(generation);
        EcKeyPair key = EcKeyPair.generate(new SplittableRandom(5)::nextBytes);
        SevCertificate cek = SevCertificate.unsigned(
                1, 55, KeyUsage.CEK, KeyAlgorithm.ECDSA_SHA256, key.publicKey().encode());

        SevCertificate signed = amd.sign(cek);

        assertThat(signed.body()).isEqualTo(cek.body());
        assertThat(signed.signature1Usage()).isEqualTo(KeyUsage.ASK.code());
        assertThat(signed.signature1Algorithm())
                .isEqualTo(
                        generation == ChipGeneration.NAPLES
                                ? KeyAlgorithm.RSA_SHA256.code()
                                : KeyAlgorithm.RSA_SHA384.code());
        assertThat(signed.signature2Usage()).isEqualTo(KeyUsage.INVALID.code());
        Bytes signature = signed.signature1().slice(0, amd.ask().modulusBits() / 8);
        assertThat(verifies(amd.ask(), signed.body(), signature)).isTrue();
        assertThat(amd.sign(cek)).isEqualTo(signed);
    }

    @ParameterizedTest
    @EnumSource
    void shipsTheSignatureThatSigningTheEmbeddedChipGives(ChipGeneration generation) {
        SimulatedAmd amd = SimulatedAmd.of(generation);
        SevCertificate unsigned = amd.embeddedCek()
                .withSignature1(KeyUsage.INVALID, KeyAlgorithm.INVALID, Bytes.zeros(SevCertificate.SIGNATURE_SIZE));

        assertThat(amd.freshlySigned(unsigned)).isEqualTo(amd.embeddedCek());
        assertThat(amd.sign(unsigned)).isEqualTo(amd.embeddedCek());
    }

    @ParameterizedTest
    @EnumSource
    void signsFirmwareWithTheSigningKey(ChipGeneration generation) throws GeneralSecurityException {
        SimulatedAmd amd = SimulatedAmd.of(generation);
        Bytes image = Bytes.ofAscii("an image");

        Bytes signature = amd.signFirmware(image);

        assertThat(signature.length()).isEqualTo(amd.ask().modulus().length());
        assertThat(verifies(amd.ask(), image, signature)).isTrue();
        assertThat(verifies(amd.ark(), image, signature)).isFalse();
    }

    /** The JDK's own RSASSA-PSS. */
    private static boolean verifies(AmdCertificate signer, Bytes message, Bytes signatureLe)
            throws GeneralSecurityException {
        RSAPublicKeySpec key = new RSAPublicKeySpec(
                new BigInteger(1, signer.modulus().reversed().toArray()),
                new BigInteger(1, signer.exponent().reversed().toArray()));
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(
                signer.modulusBits() == 2048
                        ? new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1)
                        : new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1));
        pss.initVerify(KeyFactory.getInstance("RSA").generatePublic(key));
        pss.update(message.toArray());
        return pss.verify(signatureLe.reversed().toArray());
    }
}
