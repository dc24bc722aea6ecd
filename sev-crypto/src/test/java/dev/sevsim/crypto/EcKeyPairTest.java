package dev.sevsim.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values of RFC 6979 section A.2.6 and RFC 5903 section 8.2. */
class EcKeyPairTest {
    static final EcKeyPair RFC_6979 =
            pair("6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5");

    private static final EcKeyPair RFC_5903_I =
            pair("099f3c7034d4a2c699884d73a375a67f7624ef7c6b3c0f160647b67414dce655e35b538041e649ee3faef896783ab194");
    private static final EcKeyPair RFC_5903_R =
            pair("41cb0779b4bdb85d47846725fbec3c9430fab46cc8dc5060855cc9bda0aa2942e0308312916b8ed2960e4bd55a7448fc");
    private static final String ORDER =
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";

    @Test
    void computesThePublicKeyOfRfc6979() {
        assertThat(RFC_6979.publicKey())
                .isEqualTo(
                        point(
                                "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13",
                                "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720"));
    }

    @Test
    void computesThePublicKeyOfRfc5903() {
        assertThat(RFC_5903_R.publicKey())
                .isEqualTo(
                        point(
                                "e558dbef53eecde3d3fccfc1aea08a89a987475d12fd950d83cfa41732bc509d0d1ac43a0336def96fda41d0774a3571",
                                "dcfbec7aacf3196472169e838430367f66eebe3c6e70c416dd5f0c68759dd1fff83fa40142209dff5eaad96db9e6386c"));
        assertThat(RFC_5903_I.publicKey().xBe().toHex())
                .isEqualTo(
                        "667842d7d180ac2cde6f74f37551f55755c7645c20ef73e31634fe72b4c55ee6de3ac808acb4bdb4c88732aee95f41aa");
    }

    @Test
    void agreesOnTheSharedSecretOfRfc5903() {
        SecretBytes z = SecretBytes.of(Bytes.fromHex(
                "11187331c279962d93d604243fd592cb9d0a926f422e47187521287e7156c5c4d603135569b9e9d09cf5d4a270f59746"));

        assertThat(RFC_5903_I.sharedSecret(RFC_5903_R.publicKey())).isEqualTo(z);
        assertThat(RFC_5903_R.sharedSecret(RFC_5903_I.publicKey())).isEqualTo(z);
        assertThat(RFC_5903_I.sharedSecretUnchecked(RFC_5903_R.publicKey())).isEqualTo(z);
    }

    @ParameterizedTest
    @CsvSource({
        "sample, 21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33bde1e888e63355d92fa2b3c36d8fb2cd,"
                + " f3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feebefdc63eccd1ac42ec0cb8668a4fa0ab0",
        "test, 6d6defac9ab64dabafe36c6bf510352a4cc27001263638e5b16d9bb51d451559f918eedaf2293be5b475cc8f0188636b,"
                + " 2d46f3becbcc523d5f1a1256bf0c9b024d879ba9e838144c8ba6baeb4b53b47d51ab373f9845c0514eefb14024787265"
    })
    void signsAsRfc6979(String message, String r, String s) {
        assertThat(RFC_6979.sign(Bytes.ofAscii(message))).isEqualTo(Bytes.fromHex(r + s));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
                ORDER,
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "01",
                "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001"
            })
    void refusesScalarsOutsideTheGroup(String scalar) {
        SecretBytes secret = SecretBytes.of(Bytes.fromHex(scalar));

        assertThatThrownBy(() -> EcKeyPair.ofScalar(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a private scalar of P-384");
    }

    @Test
    void refusesAPeerOffTheCurve() {
        EcPublicKey good = RFC_5903_R.publicKey();
        EcPublicKey swapped = EcPublicKey.ofP384(good.yBe(), good.xBe());

        assertThatThrownBy(() -> RFC_5903_I.sharedSecret(swapped)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void multipliesAPointOffTheCurveWhenUnchecked() {
        EcPublicKey twoTorsion = EcPublicKey.ofP384(Bytes.zeros(48), Bytes.zeros(48));
        EcKeyPair even = pair("0".repeat(95) + "2");
        EcKeyPair odd = pair("0".repeat(95) + "1");

        assertThat(even.sharedSecretUnchecked(twoTorsion)).isEqualTo(SecretBytes.of(Bytes.zeros(48)));
        assertThat(odd.sharedSecretUnchecked(RFC_5903_R.publicKey()))
                .isEqualTo(SecretBytes.of(RFC_5903_R.publicKey().xBe()));
    }

    @Test
    void reducesWideValuesIntoTheGroup() {
        byte[] zeros = new byte[EcKeyPair.WIDE_SIZE];
        byte[] orderLessOne = Bytes.fromHex("0000000000000000" + ORDER).toArray();
        orderLessOne[orderLessOne.length - 1]--;

        assertThat(EcKeyPair.ofWide(zeros).scalar()).isEqualTo(SecretBytes.of(Bytes.fromHex("0".repeat(95) + "1")));
        assertThat(EcKeyPair.ofWide(orderLessOne).scalar())
                .isEqualTo(SecretBytes.of(Bytes.fromHex("0".repeat(95) + "1")));
    }

    @Test
    void generatesDifferentKeysFromOneStream() {
        SplittableRandom random = new SplittableRandom(7);

        EcKeyPair one = EcKeyPair.generate(random::nextBytes);
        EcKeyPair two = EcKeyPair.generate(random::nextBytes);

        assertThat(one.publicKey()).isNotEqualTo(two.publicKey());
        assertThat(P384.isValid(one.publicKey())).isTrue();
        assertThat(EcKeyPair.generate(new SplittableRandom(7)::nextBytes).publicKey())
                .isEqualTo(one.publicKey());
    }

    @Test
    void showsNoScalarAsText() {
        assertThat(RFC_6979.toString()).doesNotContain("6b9d3dad").contains("ec3a4e41");
    }

    private static EcKeyPair pair(String scalar) {
        return EcKeyPair.ofScalar(SecretBytes.of(Bytes.fromHex(scalar)));
    }

    private static EcPublicKey point(String x, String y) {
        return EcPublicKey.ofP384(Bytes.fromHex(x), Bytes.fromHex(y));
    }
}
