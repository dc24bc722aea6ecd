package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.KernelHashes;
import org.junit.jupiter.api.Test;

/**
 * The worked launch of docs/reference/sev-firmware-api.md sections 9.2 to 9.4, computed there with Python and OpenSSL.
 */
class FullLaunchExampleTest {
    private static final SecretBytes Z = secret(
            "9fafc5903b2f873ed24fffa1c5d44d75bf047179b13b3b3ea3681cfb329e8047" + "7e17aaa98ab10bff8265a0a6e9da74aa");
    private static final Bytes NONCE = Bytes.fromHex("00112233445566778899aabbccddeeff");
    private static final Bytes WRAP_IV = Bytes.fromHex("0f1e2d3c4b5a69788796a5b4c3d2e1f0");
    private static final TransportKeys KEYS =
            new TransportKeys(secret("101112131415161718191a1b1c1d1e1f"), secret("202122232425262728292a2b2c2d2e2f"));
    private static final GuestPolicy POLICY = new GuestPolicy(0x18000003);
    private static final ApiVersion API = new ApiVersion(0, 24);
    private static final Bytes MNONCE = Bytes.fromHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf");
    private static final Bytes LAUNCH_DIGEST =
            Bytes.fromHex("23a1dc4a4258849126e7a5f3d13b5a539496c117b7a140c6e776cc27e8982544");
    private static final Bytes MEASURE =
            Bytes.fromHex("f41117e34c5d91da9098ac679368868a58c9ccfc81ec9df9534ddc3accdf0cb7");
    private static final Measurement MEASUREMENT = new Measurement(API, 15, POLICY, LAUNCH_DIGEST, MNONCE);
    private static final LaunchSession SESSION = new LaunchSession(
            NONCE,
            Bytes.fromHex("146f0e4fcc15512b51a81d59fa4d43230181fa37a069caf23f9fe17c6f2bc821"),
            WRAP_IV,
            Bytes.fromHex("4326186fedd459aafae222aec85aa2075c2ee776bd0cf3016c8482bf27984e04"),
            Bytes.fromHex("f74dddbbadb297a27b0d27603d5d23599a570aa1f00e571f770ea512ebd63119"));

    @Test
    void derivesTheSessionKeys() {
        SecretBytes master = KeyDerivation.masterSecret(Z, NONCE);

        assertThat(master).isEqualTo(secret("9abd2b2a6bff9b7531879e5052dcab6a"));
        assertThat(KeyDerivation.keyEncryptionKey(master)).isEqualTo(secret("2a43cf09fd37dffab277f35254587907"));
        assertThat(KeyDerivation.keyIntegrityKey(master)).isEqualTo(secret("7926659f4773386bc681831e8210ae19"));
    }

    @Test
    void wrapsTheSession() {
        LaunchSession session = KEYS.wrap(Z, NONCE, WRAP_IV, POLICY.toWire());

        assertThat(session).isEqualTo(SESSION);
        assertThat(KernelHashes.sha256(session.encode()).toHex())
                .isEqualTo("134856e6c16c0a1c732e31574a2e5651c0cb6c64c9d8625056c66f0bb0ebd603");
    }

    @Test
    void unwrapsTheSession() {
        assertThat(TransportKeys.open(SESSION, Z, POLICY.toWire())).contains(KEYS);
    }

    @Test
    void measuresWithContextAndVersion() {
        assertThat(MEASUREMENT.message())
                .isEqualTo(Bytes.fromHex(
                        "0400180f 03000018 23a1dc4a4258849126e7a5f3d13b5a539496c117b7a140c6e776cc27e8982544"
                                + "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"));
        assertThat(MEASUREMENT.measure(KEYS.tik())).isEqualTo(MEASURE);
        assertThat(MEASUREMENT.blob(KEYS.tik()).encode()).isEqualTo(Bytes.concat(MEASURE, MNONCE));
    }

    @Test
    void measuresWithoutContextBeforeApi017() {
        Measurement old = new Measurement(new ApiVersion(0, 16), 15, POLICY, LAUNCH_DIGEST, MNONCE);

        assertThat(old.message()).isEqualTo(MEASUREMENT.message().from(4));
        assertThat(old.measure(KEYS.tik()))
                .isEqualTo(Bytes.fromHex("1cbd2a931b0ac26c6757c14e3c14e31e9c3d6dee0d7586d928b44e7f37947028"));
    }

    @Test
    void measuresAnUnownedLaunchUnderTheZeroKey() {
        assertThat(MEASUREMENT.measure(TransportKeys.zero().tik()))
                .isEqualTo(Bytes.fromHex("91f2ec46f7004495b6ef9934a6b4191a691ffa7e8a4b3299c6d33f9ca5d83e98"));
    }

    @Test
    void provesOnlyTheExactMeasurement() {
        assertThat(MEASUREMENT.isProvenBy(MEASURE, KEYS.tik())).isTrue();
        assertThat(MEASUREMENT.isProvenBy(MEASURE.slice(0, 31), KEYS.tik())).isFalse();
        for (int bit = 0; bit < 256; bit++) {
            assertThat(MEASUREMENT.isProvenBy(Flip.bit(MEASURE, bit), KEYS.tik()))
                    .isFalse();
        }
    }

    @Test
    void sealsTheSecretPacket() {
        byte[] plain = Bytes.ofAscii("disk passphrase: correct horse 1").toArray();
        Bytes iv = Bytes.fromHex("b0b1b2b3b4b5b6b7b8b9babbbcbdbebf");

        SecretPacket packet = SecretPacket.seal(KEYS, iv, plain, MEASURE, API);

        assertThat(packet.payload())
                .isEqualTo(Bytes.fromHex("b7d209dd65eed28a32a9ef0343b88c6b776beee484a751e5c8da00f3e2037ac1"));
        assertThat(packet.header().encode())
                .isEqualTo(Bytes.fromHex("00000000b0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
                        + "036180f1c9b3dcc398e4a3d46270ec1b34483d43f7e6bbf218f3e5641fb0285a"));
        assertThat(SecretPacket.seal(KEYS, iv, plain, MEASURE, new ApiVersion(0, 16))
                        .header()
                        .mac())
                .isEqualTo(Bytes.fromHex("5450e3680e96c6d26d5d863f47a8a2165901852806d856094d0576612fbd32ac"));
    }

    @Test
    void opensTheMigrationCiphertext() {
        SecretHeader header = new SecretHeader(0, Bytes.fromHex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"), Bytes.zeros(32));
        SecretPacket packet = new SecretPacket(
                header, Bytes.fromHex("ea8bfa208394345e9635d2a2a62ded7ef881ff2fc4b0d21313020a6f57867420"));

        assertThat(Bytes.copyOf(packet.open(KEYS.tek())).toHex())
                .isEqualTo("404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f");
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.of(Bytes.fromHex(hex));
    }
}
