package dev.sevsim.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestAlgorithmTest {
    /** Source: FIPS 180-2 appendices B.1 and D.1. */
    @ParameterizedTest
    @CsvSource({
        "SHA_256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA_384, cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
    })
    void hashesTheExamplesOfFips180(DigestAlgorithm algorithm, String digest) {
        assertThat(algorithm.digest(Bytes.ofAscii("abc"))).isEqualTo(Bytes.fromHex(digest));
        assertThat(algorithm.size()).isEqualTo(digest.length() / 2);
    }

    /** Source: RFC 4231 section 4.3. */
    @ParameterizedTest
    @CsvSource({
        "SHA_256, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "SHA_384, af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
    })
    void computesTheMacsOfRfc4231(DigestAlgorithm algorithm, String mac) {
        byte[] message = Bytes.ofAscii("what do ya want for nothing?+").toArray();

        assertThat(algorithm.hmac(SecretBytes.of(Bytes.ofAscii("Jefe")), message, message.length - 1))
                .isEqualTo(Bytes.fromHex(mac).toArray());
    }

    @Test
    void copiesARunningDigest() {
        MessageDigest running = DigestAlgorithm.SHA_256.newDigest();
        running.update((byte) 'a');

        MessageDigest copy = DigestAlgorithm.copyOf(running);
        running.update((byte) 'x');
        copy.update((byte) 'b');
        copy.update((byte) 'c');

        assertThat(Bytes.copyOf(copy.digest())).isEqualTo(DigestAlgorithm.SHA_256.digest(Bytes.ofAscii("abc")));
        assertThat(Bytes.copyOf(running.digest())).isEqualTo(DigestAlgorithm.SHA_256.digest(Bytes.ofAscii("ax")));
    }

    @Test
    void findsByJcaName() {
        assertThat(DigestAlgorithm.named("SHA-256")).isEqualTo(DigestAlgorithm.SHA_256);
        assertThat(DigestAlgorithm.named("SHA-384")).isEqualTo(DigestAlgorithm.SHA_384);
        assertThatThrownBy(() -> DigestAlgorithm.named("SHA-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("digest SHA-1, expected SHA-256 or SHA-384");
    }
}
