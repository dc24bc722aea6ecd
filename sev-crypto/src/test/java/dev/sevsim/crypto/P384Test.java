package dev.sevsim.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.EcSignature;
import org.junit.jupiter.api.Test;

/** Keys and signatures of RFC 6979 section A.2.6; the prime of FIPS 186-4 section D.1.2.4. */
class P384Test {
    private static final EcPublicKey KEY = EcKeyPairTest.RFC_6979.publicKey();
    private static final Bytes PRIME = Bytes.fromHex(
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe" + "ffffffff0000000000000000ffffffff");
    private static final Bytes SAMPLE = Bytes.ofAscii("sample");

    private static final Bytes SHA_256 = Bytes.fromHex(
            "21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33"
                    + "bde1e888e63355d92fa2b3c36d8fb2cd"
                    + "f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feebefdc63eccd1ac42ec0cb8668a4fa0ab0");
    private static final Bytes SHA_384 = Bytes.fromHex(
            "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
                    + "81a648152e44acf96e36dd1e80fabe46"
                    + "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8");

    @Test
    void verifiesTheSignaturesOfRfc6979() {
        assertThat(verify(DigestAlgorithm.SHA_256, SAMPLE, SHA_256)).isTrue();
        assertThat(verify(DigestAlgorithm.SHA_384, SAMPLE, SHA_384)).isTrue();
    }

    @Test
    void refusesAnotherDigestMessageOrKey() {
        assertThat(verify(DigestAlgorithm.SHA_384, SAMPLE, SHA_256)).isFalse();
        assertThat(verify(DigestAlgorithm.SHA_256, Bytes.ofAscii("Sample"), SHA_256))
                .isFalse();
        assertThat(P384.verify(
                        EcPublicKey.ofP384(KEY.yBe(), KEY.xBe()),
                        DigestAlgorithm.SHA_256,
                        SAMPLE,
                        EcSignature.ofP1363(SHA_256)))
                .isFalse();
    }

    @Test
    void refusesASignatureWithOneBitFlipped() {
        for (int at : new int[] {0, 47, 48, 95}) {
            byte[] flipped = SHA_256.toArray();
            flipped[at] ^= 1;

            assertThat(verify(DigestAlgorithm.SHA_256, SAMPLE, Bytes.copyOf(flipped)))
                    .as("byte %d", at)
                    .isFalse();
        }
    }

    @Test
    void refusesZeroAndOverlongNumbers() {
        assertThat(verify(DigestAlgorithm.SHA_256, SAMPLE, Bytes.zeros(96))).isFalse();
        Bytes encoded = EcSignature.ofP1363(SHA_256).encode();
        byte[] overlong = encoded.toArray();
        overlong[48] = 1;

        assertThat(P384.verify(KEY, DigestAlgorithm.SHA_256, SAMPLE, EcSignature.decode(Bytes.copyOf(overlong))))
                .isFalse();
    }

    @Test
    void acceptsPointsOfTheCurveAlone() {
        byte[] offCurve = KEY.yBe().toArray();
        offCurve[47] ^= 1;
        Bytes highByte = Bytes.concat(KEY.x().slice(0, 71), Bytes.of(1));

        assertThat(P384.isValid(KEY)).isTrue();
        assertThat(P384.isValid(EcPublicKey.ofP384(KEY.xBe(), Bytes.copyOf(offCurve))))
                .isFalse();
        assertThat(P384.isValid(new EcPublicKey(EcPublicKey.CURVE_P256, KEY.x(), KEY.y())))
                .isFalse();
        assertThat(P384.isValid(new EcPublicKey(EcPublicKey.CURVE_P384, highByte, KEY.y())))
                .isFalse();
        assertThat(P384.isValid(EcPublicKey.ofP384(PRIME, KEY.yBe()))).isFalse();
        assertThat(P384.isValid(EcPublicKey.ofP384(Bytes.zeros(48), Bytes.zeros(48))))
                .isFalse();
    }

    @Test
    void tellsCoordinatesOfTheFieldFromPointsOfTheCurve() {
        EcPublicKey offCurve = EcPublicKey.ofP384(KEY.yBe(), KEY.xBe());

        assertThat(P384.hasCoordinates(offCurve)).isTrue();
        assertThat(P384.isValid(offCurve)).isFalse();
        assertThat(P384.hasCoordinates(EcPublicKey.ofP384(PRIME, KEY.yBe()))).isFalse();
        assertThat(P384.hasCoordinates(EcPublicKey.ofP384(KEY.xBe(), PRIME))).isFalse();
    }

    private static boolean verify(DigestAlgorithm digest, Bytes message, Bytes rAndS) {
        return P384.verify(KEY, digest, message, EcSignature.ofP1363(rAndS));
    }
}
