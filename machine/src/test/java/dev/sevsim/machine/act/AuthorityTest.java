package dev.sevsim.machine.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.crypto.DigestAlgorithm;
import dev.sevsim.crypto.P384;
import dev.sevsim.crypto.RsaPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    private static final int RSA_FIELD = 0x200;

    @Test
    void signsWithAKeyOfItsName() {
        Authority authority = Authority.ofEc("acme");
        Bytes certificate = authority.certificate().encode();
        EcPublicKey key = EcPublicKey.decode(authority.certificate().publicKey());
        EcSignature signature = EcSignature.decode(authority.sign(certificate));

        assertThat(authority.certificate().usage()).isEqualTo(KeyUsage.OCA.code());
        assertThat(P384.verify(key, DigestAlgorithm.SHA_256, certificate.slice(0, SevCertificate.BODY_SIZE), signature))
                .isTrue();
        assertThat(Authority.ofEc("acme").publicKey()).isEqualTo(authority.publicKey());
        assertThat(Authority.ofEc("other").publicKey()).isNotEqualTo(authority.publicKey());
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 2048})
    void signsWithRsa(int bits) {
        Authority authority = Authority.ofRsa("acme", bits);
        Bytes field = authority.publicKey();
        Bytes certificate = authority.certificate().encode();
        RsaPublicKey key = RsaPublicKey.ofLittleEndian(
                field.slice(4, 4 + bits / 8), field.slice(4 + RSA_FIELD, 4 + RSA_FIELD + bits / 8));

        assertThat(field.asLittleEndian().getInt()).isEqualTo(bits);
        assertThat(key.modulus().bitLength()).isEqualTo(bits);
        assertThat(key.verifiesPss(
                        DigestAlgorithm.SHA_256,
                        certificate.slice(0, SevCertificate.BODY_SIZE),
                        authority.sign(certificate).slice(0, bits / 8)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1023, 1000, 4160, -1024})
    void refusesOtherSizes(long bits) {
        assertThatIllegalArgumentException().isThrownBy(() -> Authority.ofRsa("acme", bits));
    }
}
