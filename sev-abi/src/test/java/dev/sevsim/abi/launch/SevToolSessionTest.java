package dev.sevsim.abi.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.Vectors;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What sev-tool wrote, opened and made again. */
class SevToolSessionTest {
    private static final JsonNode RECORDED = Vectors.json("sev-tool/session.json");
    private static final LaunchSession SESSION = LaunchSession.CODEC.decode(Vectors.read("sev-tool/launch_blob.bin"));
    private static final SecretBytes Z = secret("z");
    private static final TransportKeys KEYS = new TransportKeys(secret("tek"), secret("tik"));
    private static final Bytes POLICY = new GuestPolicy(1).toWire();

    @Test
    void derivesEveryIntermediateKey() {
        SecretBytes master = KeyDerivation.masterSecret(Z, SESSION.nonce());

        assertThat(SESSION.nonce()).isEqualTo(bytes("nonce"));
        assertThat(SESSION.wrapIv()).isEqualTo(bytes("iv"));
        assertThat(master).isEqualTo(secret("master"));
        assertThat(KeyDerivation.keyEncryptionKey(master)).isEqualTo(secret("kek"));
        assertThat(KeyDerivation.keyIntegrityKey(master)).isEqualTo(secret("kik"));
    }

    @Test
    void opensTheSession() {
        TransportKeys keys = TransportKeys.open(SESSION, Z, POLICY).orElseThrow();

        assertThat(keys).isEqualTo(KEYS);
        assertThat(Vectors.read("sev-tool/tmp_tk.bin")).isEqualTo(Bytes.concat(bytes("tek"), bytes("tik")));
    }

    @Test
    void makesTheSameSession() {
        Bytes again = KEYS.wrap(Z, bytes("nonce"), bytes("iv"), POLICY).encode();

        assertThat(again).isEqualTo(Vectors.read("sev-tool/launch_blob.bin"));
        assertThat(SESSION.encode()).isEqualTo(again);
    }

    @Test
    void refusesEveryFlippedBit() {
        Bytes wire = SESSION.encode();

        for (int bit = 0; bit < wire.length() * 8; bit++) {
            LaunchSession damaged = LaunchSession.CODEC.decode(Flip.bit(wire, bit));

            assertThat(TransportKeys.open(damaged, Z, POLICY)).as("bit %d", bit).isEmpty();
        }
    }

    @Test
    void refusesEveryOtherPolicy() {
        for (int bit = 0; bit < 32; bit++) {
            assertThat(TransportKeys.open(SESSION, Z, new GuestPolicy(1 ^ 1 << bit).toWire()))
                    .isEmpty();
        }
    }

    @Test
    void refusesAnotherSharedSecret() {
        Bytes other = Flip.bit(bytes("z"), 0);

        assertThat(TransportKeys.wrapMacHolds(SESSION, SecretBytes.of(other))).isFalse();
    }

    @Test
    void wipesBothKeys() {
        TransportKeys keys = TransportKeys.zero();

        keys.wipe();

        assertThat(keys.tek().isWiped()).isTrue();
        assertThat(keys.tik().isWiped()).isTrue();
        assertThat(KEYS.toString())
                .doesNotContain(bytes("tek").toHex(), bytes("tik").toHex());
    }

    @Test
    void computesTheSameMeasurement() {
        Measurement measurement = new Measurement(
                new ApiVersion(1, 0x37),
                0x18,
                new GuestPolicy(1),
                Bytes.fromHex("862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4"),
                Bytes.fromHex("101112131415161718191a1b1c1d1e1f"));

        assertThat(measurement.measure(KEYS.tik())).isEqualTo(Vectors.read("sev-tool/calc_measurement_out.bin"));
    }

    @Test
    void sealsAndOpensTheSameSecret() {
        Bytes measure = Vectors.read("sev-tool/calc_measurement_out.bin");
        SecretHeader header = SecretHeader.CODEC.decode(Vectors.read("sev-tool/packaged_secret_header.bin"));
        Bytes ciphertext = Vectors.read("sev-tool/packaged_secret.bin");
        byte[] plain = Vectors.read("sev-tool/secret.txt").toArray();
        ApiVersion api = new ApiVersion(1, 0x37);

        SecretPacket sealed = SecretPacket.seal(KEYS, header.iv(), plain, measure, api);
        SecretPacket received = new SecretPacket(header, ciphertext);

        assertThat(sealed).isEqualTo(received);
        assertThat(received.macHolds(KEYS.tik(), 32, measure, api)).isTrue();
        assertThat(received.open(KEYS.tek())).isEqualTo(plain);
    }

    @Test
    void refusesAPacketThatWasTouched() {
        Bytes measure = Vectors.read("sev-tool/calc_measurement_out.bin");
        Bytes header = Vectors.read("sev-tool/packaged_secret_header.bin");
        Bytes payload = Vectors.read("sev-tool/packaged_secret.bin");
        ApiVersion api = new ApiVersion(1, 0x37);

        for (int bit = 0; bit < header.length() * 8; bit++) {
            SecretPacket damaged = new SecretPacket(SecretHeader.CODEC.decode(Flip.bit(header, bit)), payload);
            assertThat(damaged.macHolds(KEYS.tik(), 32, measure, api)).isFalse();
        }
        SecretHeader good = SecretHeader.CODEC.decode(header);
        for (int bit = 0; bit < payload.length() * 8; bit++) {
            SecretPacket damaged = new SecretPacket(good, Flip.bit(payload, bit));
            assertThat(damaged.macHolds(KEYS.tik(), 32, measure, api)).isFalse();
        }
        SecretPacket packet = new SecretPacket(good, payload);
        assertThat(packet.macHolds(KEYS.tik(), 48, measure, api)).isFalse();
        assertThat(packet.macHolds(KEYS.tek(), 32, measure, api)).isFalse();
        assertThat(packet.macHolds(KEYS.tik(), 32, Flip.bit(measure, 5), api)).isFalse();
        assertThat(packet.macHolds(KEYS.tik(), 32, measure, new ApiVersion(0, 16)))
                .isFalse();
    }

    private static Bytes bytes(String name) {
        return Bytes.fromHex(RECORDED.get(name).asString());
    }

    private static SecretBytes secret(String name) {
        return SecretBytes.of(bytes(name));
    }
}
