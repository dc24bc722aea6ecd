package dev.sevsim.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AesTest {
    /** Source: McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test case 16. */
    private static final SecretBytes KEY =
            SecretBytes.of(Bytes.fromHex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));

    private static final byte[] NONCE = bytes("cafebabefacedbaddecaf888");
    private static final byte[] ADDITIONAL = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    private static final byte[] PLAIN = bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    private static final byte[] SEALED = bytes("522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b");

    /** Source: NIST SP 800-38A, sections F.5.1 and F.5.5, the first two blocks. */
    @ParameterizedTest
    @CsvSource({
        "2b7e151628aed2a6abf7158809cf4f3c, 874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff",
        "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4,"
                + " 601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
    })
    void countsAsTheExamplesOfSp80038a(String key, String ciphertext) {
        SecretBytes secret = SecretBytes.of(Bytes.fromHex(key));
        byte[] counter = bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
        byte[] plain = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");

        assertThat(Aes.ctr(secret, counter, plain)).isEqualTo(bytes(ciphertext));
        assertThat(Aes.ctr(secret, counter, bytes(ciphertext))).isEqualTo(plain);
    }

    @Test
    void sealsAndOpensTheGcmExample() {
        assertThat(Aes.sealGcm(KEY, NONCE, ADDITIONAL, PLAIN)).isEqualTo(SEALED);
        assertThat(Aes.openGcm(KEY, NONCE, ADDITIONAL, SEALED))
                .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(PLAIN));
    }

    @Test
    void opensNothingThatWasChanged() {
        for (int at = 0; at < SEALED.length; at++) {
            byte[] changed = SEALED.clone();
            changed[at] ^= 0x40;

            assertThat(Aes.openGcm(KEY, NONCE, ADDITIONAL, changed))
                    .as("byte %d", at)
                    .isEmpty();
        }
        assertThat(Aes.openGcm(KEY, NONCE, PLAIN, SEALED)).isEmpty();
        assertThat(Aes.openGcm(KEY, bytes("cafebabefacedbaddecaf889"), ADDITIONAL, SEALED))
                .isEmpty();
    }

    private static byte[] bytes(String hex) {
        return Bytes.fromHex(hex).toArray();
    }
}
