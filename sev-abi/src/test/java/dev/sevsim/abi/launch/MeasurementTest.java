package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import org.junit.jupiter.api.Test;

/** Expected values were computed with Python's hmac. */
class MeasurementTest {
    private static final Bytes DIGEST =
            Bytes.fromHex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    private static final Bytes NONCE = Bytes.fromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");

    private final SecretBytes tik =
            SecretBytes.copyOf(Bytes.fromHex("202122232425262728292a2b2c2d2e2f").toArray());

    private static Measurement of(int major, int minor) {
        return new Measurement(new ApiVersion(major, minor), 24, new GuestPolicy(5), DIGEST, NONCE);
    }

    @Test
    void signsContextAndVersionFromVersion17On() {
        assertThat(of(1, 55).message()).isEqualTo(Bytes.concat(Bytes.fromHex("04013718 05000000"), DIGEST, NONCE));
        assertThat(of(0, 17).message().length()).isEqualTo(56);
        assertThat(of(1, 55).measure(tik))
                .isEqualTo(Bytes.fromHex("8b1e34426aedb78ad109e58601d49283326fa0c4e07444cedd11ae2a71bd607f"));
    }

    @Test
    void signsPolicyDigestAndNonceAloneBefore() {
        assertThat(of(0, 16).message()).isEqualTo(Bytes.concat(Bytes.u32Le(5), DIGEST, NONCE));
        assertThat(of(0, 16).measure(tik))
                .isEqualTo(Bytes.fromHex("64f8d10827ccd306e393e6a08947f46b88da5837b92f2110ecd211c29cce4052"));
    }

    @Test
    void isProvenByItsOwnMacAlone() {
        Bytes measure = of(1, 55).measure(tik);

        assertThat(of(1, 55).isProvenBy(measure, tik)).isTrue();
        assertThat(of(1, 54).isProvenBy(measure, tik)).isFalse();
        assertThat(of(1, 55).isProvenBy(measure.slice(0, 31), tik)).isFalse();
        assertThat(of(1, 55).isProvenBy(measure, SecretBytes.zeros(16))).isFalse();
        assertThat(of(1, 55).blob(tik)).isEqualTo(new MeasurementBlob(measure, NONCE));
    }
}
