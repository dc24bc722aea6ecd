package dev.sevsim.abi.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bit table and the version rule of docs/reference/sev-firmware-api.md section 3.6. */
class GuestPolicyTest {
    @ParameterizedTest(name = "bit {0}")
    @CsvSource({
        "0, true, false, false, false, false, false, 0",
        "1, false, true, false, false, false, false, 0",
        "2, false, false, true, false, false, false, 0",
        "3, false, false, false, true, false, false, 0",
        "4, false, false, false, false, true, false, 0",
        "5, false, false, false, false, false, true, 0",
        "6, false, false, false, false, false, false, 0x40",
        "15, false, false, false, false, false, false, 0x8000",
        "16, false, false, false, false, false, false, 0"
    })
    void namesEachBit(
            int bit,
            boolean nodbg,
            boolean noks,
            boolean es,
            boolean nosend,
            boolean domain,
            boolean sev,
            String rest) {
        GuestPolicy policy = new GuestPolicy(1 << bit);

        assertThat(policy.noDebug()).isEqualTo(nodbg);
        assertThat(policy.noKeySharing()).isEqualTo(noks);
        assertThat(policy.encryptedState()).isEqualTo(es);
        assertThat(policy.noSend()).isEqualTo(nosend);
        assertThat(policy.domain()).isEqualTo(domain);
        assertThat(policy.sevOnly()).isEqualTo(sev);
        assertThat(policy.reservedBits()).isEqualTo(Integer.decode(rest));
    }

    @Test
    void readsTheMinimumVersion() {
        GuestPolicy policy = new GuestPolicy(0x18000003);

        assertThat(policy.minimumVersion()).isEqualTo(new ApiVersion(0, 24));
        assertThat(policy.toWire()).isEqualTo(Bytes.fromHex("03000018"));
        assertThat(new GuestPolicy(0xFF810000).minimumVersion()).isEqualTo(new ApiVersion(0x81, 0xFF));
        assertThat(new GuestPolicy(0xFF810000)).hasToString("0xff810000");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 24, 0, 24, true",
        "0, 24, 0, 25, false",
        "0, 24, 0, 23, true",
        "1, 0, 0, 255, true",
        "0, 255, 1, 0, false",
        "1, 55, 1, 55, true",
        "2, 0, 1, 55, true"
    })
    void comparesVersionsAsTheFirmwareDoes(int major, int minor, int wantedMajor, int wantedMinor, boolean accepted) {
        assertThat(new ApiVersion(major, minor).isAtLeast(new ApiVersion(wantedMajor, wantedMinor)))
                .isEqualTo(accepted);
    }

    @Test
    void showsAVersionWithADot() {
        assertThat(new ApiVersion(1, 55)).hasToString("1.55");
    }
}
