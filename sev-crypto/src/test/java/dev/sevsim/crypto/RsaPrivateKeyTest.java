package dev.sevsim.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RsaPrivateKeyTest {
    @ParameterizedTest
    @EnumSource
    void signsWhatTheJdkVerifies(RsaVector vector) {
        RsaPrivateKey key = RsaPrivateKey.ofPkcs8(vector.pkcs8());
        Bytes salt = Bytes.zeros(vector.digest().size());

        Bytes signature = key.signPss(vector.digest(), RsaVector.MESSAGE, salt);

        assertThat(signature.length()).isEqualTo(vector.signature().length());
        assertThat(vector.publicKey().verifiesPss(vector.digest(), RsaVector.MESSAGE, signature))
                .isTrue();
        assertThat(key.signPss(vector.digest(), RsaVector.MESSAGE, salt)).isEqualTo(signature);
    }

    @Test
    void signsDifferentlyUnderAnotherSalt() {
        RsaVector vector = RsaVector.RSA_2048;
        RsaPrivateKey key = RsaPrivateKey.ofPkcs8(vector.pkcs8());

        assertThat(key.signPss(vector.digest(), RsaVector.MESSAGE, Bytes.zeros(32)))
                .isNotEqualTo(key.signPss(vector.digest(), RsaVector.MESSAGE, Bytes.fromHex("01".repeat(32))));
    }

    @Test
    void refusesASaltOfAnotherLength() {
        RsaVector vector = RsaVector.RSA_2048;
        RsaPrivateKey key = RsaPrivateKey.ofPkcs8(vector.pkcs8());

        assertThatThrownBy(() -> key.signPss(vector.digest(), RsaVector.MESSAGE, Bytes.zeros(48)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("salt of 48 bytes, expected 32");
    }

    @Test
    void refusesWhatIsNoKey() {
        byte[] cut = new byte[100];
        System.arraycopy(RsaVector.RSA_2048.pkcs8(), 0, cut, 0, cut.length);

        assertThatThrownBy(() -> RsaPrivateKey.ofPkcs8(cut)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RsaPrivateKey.ofPkcs8(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsNothingAsText() {
        assertThat(RsaPrivateKey.ofPkcs8(RsaVector.RSA_2048.pkcs8())).hasToString("RsaPrivateKey");
    }
}
