package dev.sevsim.ovmf.grub;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestsTest {
    /** RFC 7914 section 11, test vectors of PBKDF2-HMAC-SHA-256. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "passwd, salt, 1, 55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
                + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
        "Password, NaCl, 80000, 4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
                + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d"
    })
    void derivesThePublishedKeys(String password, String salt, int iterations, String key) {
        assertThat(Bytes.copyOf(Digests.pbkdf2(
                        password.getBytes(US_ASCII), salt.getBytes(US_ASCII), iterations, key.length() / 2)))
                .isEqualTo(Bytes.fromHex(key));
    }
}
