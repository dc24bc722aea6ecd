package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.KeyAlgorithm;
import dev.sevsim.abi.cert.KeyUsage;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.image.KernelHashes;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.crypto.EcKeyPair;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class LaunchSessionBuilderTest {
    private static final GuestPolicy POLICY = new GuestPolicy(1);

    /**
     * Every value of docs/reference/sev-firmware-api.md section 9.2 and the certificate of
     * docs/reference/sev-firmware-api.md section 9.5.
     */
    @Test
    void makesTheSessionOfTheWorkedExample() {
        EcKeyPair pdhKey = EcKeyPair.ofScalar(SecretBytes.of(counting(0x01)));
        SessionMaterial material = new SessionMaterial(
                EcKeyPair.ofScalar(SecretBytes.of(counting(0x31))),
                new TransportKeys(
                        SecretBytes.of(Bytes.fromHex("101112131415161718191a1b1c1d1e1f")),
                        SecretBytes.of(Bytes.fromHex("202122232425262728292a2b2c2d2e2f"))),
                Bytes.fromHex("00112233445566778899aabbccddeeff"),
                Bytes.fromHex("0f1e2d3c4b5a69788796a5b4c3d2e1f0"));
        ReceivedCertificate pdh = pdhOf(pdhKey.publicKey());

        OwnerSession session = LaunchSessionBuilder.forPlatform(pdh).build(new GuestPolicy(0x18000003), material);

        assertThat(KernelHashes.sha256(session.session().encode()).toHex())
                .isEqualTo("134856e6c16c0a1c732e31574a2e5651c0cb6c64c9d8625056c66f0bb0ebd603");
        assertThat(KernelHashes.sha256(session.godh()).toHex())
                .isEqualTo("2ec914ad6c34d959363ae300ce13318913b23423942a20a1fbcce2b88e1cfb0e");
    }

    @Test
    void agreesOnTheSharedSecretOfTheWorkedExample() {
        EcKeyPair pdhKey = EcKeyPair.ofScalar(SecretBytes.of(counting(0x01)));
        EcKeyPair godhKey = EcKeyPair.ofScalar(SecretBytes.of(counting(0x31)));
        SecretBytes z = SecretBytes.of(Bytes.fromHex("9fafc5903b2f873ed24fffa1c5d44d75bf047179b13b3b3e"
                + "a3681cfb329e80477e17aaa98ab10bff8265a0a6e9da74aa"));

        assertThat(godhKey.sharedSecret(pdhKey.publicKey())).isEqualTo(z);
        assertThat(pdhKey.sharedSecret(godhKey.publicKey())).isEqualTo(z);
    }

    @Test
    void agreesWithSevToolOnTheSharedSecret() {
        JsonNode recorded = Vectors.json("sev-tool/session.json");
        EcKeyPair pdhKey = EcKeyPair.ofScalar(SecretBytes.of(
                Bytes.fromHex(recorded.get("pdh_private_scalar_p384").asString())));
        SevCertificate godh = SevCertificate.CODEC.decode(Vectors.read("sev-tool/godh.cert"));

        SecretBytes z = pdhKey.sharedSecret(EcPublicKey.decode(godh.publicKey()));

        assertThat(z).isEqualTo(SecretBytes.of(Bytes.fromHex(recorded.get("z").asString())));
    }

    @Test
    void makesSessionsThatThePlatformCanOpen() {
        TestPlatform platform = new TestPlatform("session");

        OwnerSession session = LaunchSessionBuilder.forPlatform(platform.chain().pdh())
                .build(POLICY, SeededRandom.of(Bytes.ofAscii("owner")));

        SevCertificate godh = SevCertificate.CODEC.decode(session.godh());
        SecretBytes z = platform.pdhKey().sharedSecret(EcPublicKey.decode(godh.publicKey()));
        assertThat(TransportKeys.open(session.session(), z, POLICY.toWire())).contains(session.keys());
        assertThat(TransportKeys.open(session.session(), z, new GuestPolicy(0).toWire()))
                .isEmpty();
        assertThat(godh.usage()).isEqualTo(0x1003);
        assertThat(godh.algorithm()).isEqualTo(3);
        assertThat(godh.apiMajor()).isZero();
        assertThat(godh.signature1Usage()).isEqualTo(0x1000);
        assertThat(session.bundle())
                .isEqualTo(new LaunchBundle(1, session.godh(), session.session().encode()));
    }

    @Test
    void drawsEverythingFromItsRandomness() {
        LaunchSessionBuilder builder = LaunchSessionBuilder.forPlatform(
                new TestPlatform("session").chain().pdh());

        OwnerSession one = builder.build(POLICY, SeededRandom.of(Bytes.ofAscii("a")));
        OwnerSession same = builder.build(POLICY, SeededRandom.of(Bytes.ofAscii("a")));
        OwnerSession other = builder.build(POLICY, SeededRandom.of(Bytes.ofAscii("b")));

        assertThat(same.bundle()).isEqualTo(one.bundle());
        assertThat(other.keys()).isNotEqualTo(one.keys());
        assertThat(other.godh()).isNotEqualTo(one.godh());
        assertThat(other.session().nonce()).isNotEqualTo(one.session().nonce());
        assertThat(other.session().wrapIv()).isNotEqualTo(one.session().wrapIv());
    }

    @Test
    void refusesAPlatformKeyThatIsNoPointOfTheCurve() {
        byte[] raw = new TestPlatform("session").pdh().toArray();
        raw[0x14] ^= 1;
        ReceivedCertificate bent = ReceivedCertificate.read(KeyUsage.PDH, Bytes.copyOf(raw));

        assertThatThrownBy(() -> LaunchSessionBuilder.forPlatform(bent))
                .isInstanceOf(OwnerInputException.class)
                .hasMessage("PDH certificate: PDH key is not a point of P-384, expected a P-384 key for key agreement");
    }

    @Test
    void takesTheSessionThatSevToolMade() {
        OwnerSession session = OwnerSession.of(
                POLICY, Vectors.read("sev-tool/godh.cert"), Vectors.read("sev-tool/launch_blob.bin"), sevToolKeys());

        assertThat(session.policy()).isEqualTo(POLICY);
        assertThat(session.session().encode()).isEqualTo(Vectors.read("sev-tool/launch_blob.bin"));
    }

    @Test
    void refusesPartsThatDoNotBelongTogether() {
        Bytes godh = Vectors.read("sev-tool/godh.cert");
        Bytes blob = Vectors.read("sev-tool/launch_blob.bin");
        TransportKeys keys = sevToolKeys();
        TransportKeys swapped = new TransportKeys(keys.tik(), keys.tek());

        assertThatThrownBy(() -> OwnerSession.of(new GuestPolicy(3), godh, blob, keys))
                .hasMessage("session buffer: its policy MAC does not fit policy 0x3 under this TIK,"
                        + " expected session, TIK and policy of one launch");
        assertThatThrownBy(() -> OwnerSession.of(POLICY, godh, blob, swapped)).isInstanceOf(OwnerInputException.class);
        assertThatThrownBy(() -> OwnerSession.of(POLICY, godh, blob.slice(0, 127), keys))
                .hasMessage("session buffer: 127 bytes, expected 128 bytes");
        assertThatThrownBy(() -> OwnerSession.of(POLICY, blob, blob, keys))
                .hasMessage("PDH certificate: 128 bytes, expected 2084 bytes");
        assertThatThrownBy(() -> OwnerSession.of(POLICY, Vectors.read("sev-tool/pek.cert"), blob, keys))
                .hasMessageStartingWith("launch key certificate (GODH): PDH has usage PEK (0x1002)");
    }

    @Test
    void refusesALaunchKeyThatTheFirmwareWouldRefuse() {
        byte[] wide = Vectors.read("sev-tool/godh.cert").toArray();
        wide[0x0D] = (byte) (KeyAlgorithm.ECDH_SHA384.code() >> 8);

        assertThatThrownBy(() -> OwnerSession.of(
                        POLICY, Bytes.copyOf(wide), Vectors.read("sev-tool/launch_blob.bin"), sevToolKeys()))
                .hasMessage("launch key certificate (GODH): algorithm ECDH_SHA384 (0x103), expected ECDH_SHA256 (0x3)");
    }

    @Test
    void showsNoKeyAsText() {
        OwnerSession session = OwnerSession.of(
                POLICY, Vectors.read("sev-tool/godh.cert"), Vectors.read("sev-tool/launch_blob.bin"), sevToolKeys());

        assertThat(session).hasToString("OwnerSession[policy=0x1]");
    }

    private static TransportKeys sevToolKeys() {
        Bytes both = Vectors.read("sev-tool/tmp_tk.bin");
        return new TransportKeys(SecretBytes.of(both.slice(0, 16)), SecretBytes.of(both.from(16)));
    }

    private static ReceivedCertificate pdhOf(EcPublicKey key) {
        SevCertificate unsigned = SevCertificate.unsigned(0, 24, KeyUsage.PDH, KeyAlgorithm.ECDH_SHA256, key.encode());
        return ReceivedCertificate.read(KeyUsage.PDH, unsigned.encode());
    }

    private static Bytes counting(int first) {
        byte[] raw = new byte[48];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (first + i);
        }
        return Bytes.copyOf(raw);
    }
}
