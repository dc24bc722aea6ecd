package dev.sevsim.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RsaPublicKeyTest {
    @ParameterizedTest
    @EnumSource
    void verifiesTheSignatureOfOpenssl(RsaVector vector) {
        assertThat(vector.publicKey().verifiesPss(vector.digest(), RsaVector.MESSAGE, vector.signature()))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void refusesAnotherMessageDigestOrLength(RsaVector vector) {
        RsaPublicKey key = vector.publicKey();
        DigestAlgorithm other =
                vector.digest() == DigestAlgorithm.SHA_256 ? DigestAlgorithm.SHA_384 : DigestAlgorithm.SHA_256;

        assertThat(key.verifiesPss(vector.digest(), Bytes.ofAscii("another"), vector.signature()))
                .isFalse();
        assertThat(key.verifiesPss(other, RsaVector.MESSAGE, vector.signature()))
                .isFalse();
        assertThat(key.verifiesPss(
                        vector.digest(), RsaVector.MESSAGE, vector.signature().from(1)))
                .isFalse();
        assertThat(key.verifiesPss(vector.digest(), RsaVector.MESSAGE, Bytes.concat(vector.signature(), Bytes.of(0))))
                .isFalse();
        assertThat(key.verifiesPss(vector.digest(), RsaVector.MESSAGE, Bytes.EMPTY))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void refusesASignatureWithOneBitFlipped(RsaVector vector) {
        byte[] flipped = vector.signature().toArray();
        flipped[flipped.length / 2] ^= 1;

        assertThat(vector.publicKey().verifiesPss(vector.digest(), RsaVector.MESSAGE, Bytes.copyOf(flipped)))
                .isFalse();
    }

    @Test
    void refusesWhatIsNoKey() {
        RsaVector vector = RsaVector.RSA_2048;
        BigInteger modulus = vector.publicKey().modulus();

        for (RsaPublicKey malformed : new RsaPublicKey[] {
            new RsaPublicKey(BigInteger.ZERO, modulus),
            new RsaPublicKey(BigInteger.valueOf(65537), BigInteger.ONE),
            new RsaPublicKey(BigInteger.valueOf(65537), BigInteger.ZERO),
            new RsaPublicKey(modulus.add(BigInteger.TWO), modulus)
        }) {
            assertThat(malformed.verifiesPss(vector.digest(), RsaVector.MESSAGE, vector.signature()))
                    .isFalse();
        }
    }

    @Test
    void comparesNumbersAndNotTheirPadding() {
        RsaPublicKey key = RsaPublicKey.ofLittleEndian(Bytes.of(1, 0, 1), Bytes.of(0xFE, 0xFF));

        assertThat(key.exponent()).isEqualTo(BigInteger.valueOf(65537));
        assertThat(key.modulus()).isEqualTo(BigInteger.valueOf(0xFFFE));
        assertThat(RsaPublicKey.ofLittleEndian(Bytes.of(1, 0, 1, 0), Bytes.of(0xFE, 0xFF, 0)))
                .isEqualTo(key);
    }
}
