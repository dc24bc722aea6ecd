package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Expected values were computed with Python's hmac and openssl's AES-128-CTR. */
class SecretPacketTest {
    private static final Bytes IV = Bytes.fromHex("404142434445464748494a4b4c4d4e4f");
    private static final Bytes MEASURE =
            Bytes.fromHex("606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f");
    private static final ApiVersion OLD = new ApiVersion(0, 16);
    private static final ApiVersion NEW = new ApiVersion(0, 17);

    private final TransportKeys keys = new TransportKeys(
            SecretBytes.copyOf(Bytes.fromHex("101112131415161718191a1b1c1d1e1f").toArray()),
            SecretBytes.copyOf(Bytes.fromHex("202122232425262728292a2b2c2d2e2f").toArray()));
    private final byte[] plain = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @Test
    void sealsWithTheMeasurementFromVersion17On() {
        SecretPacket packet = SecretPacket.seal(keys, IV, plain, MEASURE, NEW);

        assertThat(packet.payload()).hasToString("727aeb83d9f1d89ed480f04088035524");
        assertThat(packet.header())
                .isEqualTo(new SecretHeader(
                        0, IV, Bytes.fromHex("19ade471d4a5de9bd3fb8e012a6b6fbd70f916c77fbff1038c38901e2309409c")));
    }

    @Test
    void sealsWithoutTheMeasurementBefore() {
        assertThat(SecretPacket.seal(keys, IV, plain, MEASURE, OLD).header().mac())
                .isEqualTo(Bytes.fromHex("ae9a50296b5f446ee0968c9a91a570fde1c4cf80ca8b118c932aa85e20d86b4f"));
    }

    @Test
    void holdsUnderExactlyItsLengthMeasurementAndKey() {
        SecretPacket packet = SecretPacket.seal(keys, IV, plain, MEASURE, NEW);

        assertThat(packet.macHolds(keys.tik(), 16, MEASURE, NEW)).isTrue();
        assertThat(packet.macHolds(keys.tik(), 32, MEASURE, NEW)).isFalse();
        assertThat(packet.macHolds(keys.tik(), 16, Bytes.zeros(32), NEW)).isFalse();
        assertThat(packet.macHolds(keys.tik(), 16, MEASURE, OLD)).isFalse();
        assertThat(packet.macHolds(keys.tek(), 16, MEASURE, NEW)).isFalse();
    }

    @Test
    void opensToThePlaintext() {
        SecretPacket packet = SecretPacket.seal(keys, IV, plain, MEASURE, NEW);

        assertThat(packet.open(keys.tek())).isEqualTo(plain);
        assertThat(packet.open(keys.tik())).isNotEqualTo(plain);
    }
}
