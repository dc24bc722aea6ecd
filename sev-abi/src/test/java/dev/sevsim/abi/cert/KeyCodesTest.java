package dev.sevsim.abi.cert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of docs/reference/sev-firmware-api.md section 6.1. */
class KeyCodesTest {
    @ParameterizedTest
    @CsvSource({
        "0x000, INVALID, false, ''",
        "0x001, RSA_SHA256, true, SHA-256",
        "0x002, ECDSA_SHA256, false, SHA-256",
        "0x003, ECDH_SHA256, false, SHA-256",
        "0x101, RSA_SHA384, true, SHA-384",
        "0x102, ECDSA_SHA384, false, SHA-384",
        "0x103, ECDH_SHA384, false, SHA-384"
    })
    void namesEveryAlgorithm(String code, KeyAlgorithm algorithm, boolean rsa, String digest) {
        assertThat(KeyAlgorithm.fromCode(Integer.decode(code))).contains(algorithm);
        assertThat(algorithm.code()).isEqualTo(Integer.decode(code));
        assertThat(algorithm.isRsa()).isEqualTo(rsa);
        assertThat(algorithm.digestName().orElse("")).isEqualTo(digest);
    }

    @Test
    void listsNothingElse() {
        assertThat(KeyUsage.values()).hasSize(7);
        assertThat(KeyAlgorithm.values()).hasSize(7);
        assertThat(KeyUsage.fromCode(0x1005)).isEmpty();
        assertThat(KeyAlgorithm.fromCode(4)).isEmpty();
    }
}
