package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.Guid;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.cert.EcPublicKey;
import dev.sevsim.abi.cert.SevCertificate;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.LaunchSession;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.SecretHeader;
import dev.sevsim.abi.launch.SecretPacket;
import dev.sevsim.abi.launch.TransportKeys;
import dev.sevsim.abi.secret.SecretTable;
import dev.sevsim.bus.frame.Frame;
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.MailboxResponse;
import dev.sevsim.bus.frame.Notice;
import dev.sevsim.bus.frame.OwnerRefusal;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.time.SeededRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The owner against a platform that computes its side from the bundle alone. */
class GuestOwnerTest {
    private static final Bytes AMDSEV = Vectors.read("fw/synth-amdsev.fd");
    private static final GuestPolicy POLICY = new GuestPolicy(1);
    private static final ApiVersion API = new ApiVersion(1, 55);
    private static final Bytes SECRET = Bytes.ofAscii("correct horse battery staple");
    private static final SecretTable TABLE = new SecretTable(
            List.of(new SecretTable.Entry(Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b"), SecretBytes.of(SECRET))));

    private final TestPlatform platform = new TestPlatform("platform");
    private final GuestOwnerSettings settings = GuestOwnerSettings.of(
                    platform.roots(), POLICY, ExpectedLaunch.ofFirmware(AMDSEV))
            .withSecrets(SecretPackage.ofSecrets(TABLE.entries()));

    @Test
    void givesAGoodLaunchItsSecrets() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));
        TransportKeys keys = launch(owner);
        LaunchMeasurement measured = measure(keys, AMDSEV, 0x11);

        LaunchSecretPacket answer = (LaunchSecretPacket) ask(owner, measured);

        SecretPacket packet = new SecretPacket(SecretHeader.CODEC.decode(answer.header()), answer.payload());
        Bytes measure = measured.measurement().slice(0, 32);
        assertThat(packet.macHolds(keys.tik(), answer.payload().length(), measure, API))
                .isTrue();
        assertThat(packet.open(keys.tek())).isEqualTo(TABLE.encode().reveal());
        assertThat(owner.lastChainVerdict().orElseThrow().isTrusted()).isTrue();
        assertThat(owner.lastMeasurementVerdict().orElseThrow().isAccepted()).isTrue();
        assertThat(owner.lastRefusal()).isEmpty();
    }

    @Test
    void answersTheSameMeasurementWithTheSamePacket() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));
        LaunchMeasurement measured = measure(launch(owner), AMDSEV, 0x11);

        assertThat(ask(owner, measured)).isEqualTo(ask(owner, measured));
    }

    @Test
    void refusesASecondLaunchUnderOneSession() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));
        TransportKeys keys = launch(owner);
        ask(owner, measure(keys, AMDSEV, 0x11));

        Frame answer = ask(owner, measure(keys, AMDSEV, 0x22));

        assertThat(answer)
                .isEqualTo(new OwnerRefusal(
                        "the secrets of this session went to another launch: ask for a new launch bundle"));
    }

    @Test
    void makesAFreshSessionForEveryBundle() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));
        TransportKeys first = launch(owner);
        ask(owner, measure(first, AMDSEV, 0x11));
        TransportKeys second = launch(owner);

        assertThat(second).isNotEqualTo(first);
        assertThat(ask(owner, measure(first, AMDSEV, 0x33))).isInstanceOf(OwnerRefusal.class);
        assertThat(ask(owner, measure(second, AMDSEV, 0x33))).isInstanceOf(LaunchSecretPacket.class);
    }

    @Test
    void isTheSameUnderTheSameSeed() {
        GuestOwner one = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("seed")));
        GuestOwner two = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("seed")));
        Frame bundle = ask(one, certificates());

        assertThat(ask(two, certificates())).isEqualTo(bundle);
        LaunchMeasurement measured = measure(open((LaunchBundle) bundle), AMDSEV, 0x11);
        assertThat(ask(two, measured)).isEqualTo(ask(one, measured));
    }

    @Test
    void refusesAnotherImage() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));
        TransportKeys keys = launch(owner);

        Frame answer = ask(owner, measure(keys, Vectors.read("fw/synth-nomd.fd"), 0x11));

        assertThat(answer)
                .isEqualTo(new OwnerRefusal("measurement refused: the measurement is not that of the expected launch"));
        assertThat(owner.lastMeasurementVerdict().orElseThrow().isAccepted()).isFalse();
        assertThat(owner.lastRefusal()).isPresent();
        assertThat(ask(owner, measure(keys, AMDSEV, 0x11))).isInstanceOf(LaunchSecretPacket.class);
    }

    @Test
    void refusesAPlatformWhoseRootItWasNotGiven() {
        GuestOwnerSettings strict = GuestOwnerSettings.of(
                TrustedRoots.ofCertificates(Vectors.read("sev-tool/ark.cert")),
                POLICY,
                ExpectedLaunch.ofFirmware(AMDSEV));
        GuestOwner owner = new GuestOwner(strict, SeededRandom.of(Bytes.ofAscii("owner")));

        Frame answer = ask(owner, certificates());

        assertThat(answer)
                .isEqualTo(new OwnerRefusal("certificate chain refused: ARK <- trusted roots (same public key):"
                        + " its key is none of the 1 trusted roots"));
        assertThat(owner.lastChainVerdict().orElseThrow().isTrusted()).isFalse();
        assertThat(owner.session()).isEmpty();
        assertThat(ask(owner, measure(TransportKeys.zero(), AMDSEV, 0x11))).isInstanceOf(OwnerRefusal.class);
    }

    @Test
    void refusesCertificatesThatAreNone() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));

        assertThat(ask(owner, new PlatformCertificates(Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY)))
                .isInstanceOf(OwnerRefusal.class);
        assertThat(ask(
                        owner,
                        new PlatformCertificates(
                                platform.pdh().slice(0, 2083), platform.pekOcaCek(), platform.askArk())))
                .isEqualTo(new OwnerRefusal("PDH certificate: 2083 bytes, expected 2084 bytes"));
        assertThat(owner.lastChainVerdict()).isEmpty();
    }

    @Test
    void takesAmdsCertificatesFromItsOwnFiles() {
        GuestOwnerSettings own = settings.withCaChain(platform.askArk()).withSignedCek(platform.signedCek());
        GuestOwner owner = new GuestOwner(own, SeededRandom.of(Bytes.ofAscii("owner")));

        Frame answer = ask(owner, new PlatformCertificates(platform.pdh(), platform.pekOcaUnsignedCek(), Bytes.EMPTY));

        assertThat(answer).isInstanceOf(LaunchBundle.class);
    }

    @Test
    void refusesAMeasurementWithoutASession() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));

        assertThat(ask(owner, measure(TransportKeys.zero(), AMDSEV, 0x11)))
                .isEqualTo(new OwnerRefusal("measurement without a session: ask for a launch bundle first"));
    }

    @Test
    void worksWithASessionMadeEarlier() {
        OwnerSession made = LaunchSessionBuilder.forPlatform(platform.chain().pdh())
                .build(new GuestPolicy(3), SeededRandom.of(Bytes.ofAscii("earlier")));
        GuestOwner owner = new GuestOwner(settings.withSession(made), SeededRandom.of(Bytes.ofAscii("owner")));

        assertThat(ask(owner, certificates())).isEqualTo(made.bundle());
        assertThat(ask(owner, measurement(made.keys(), AMDSEV, 0x11, new GuestPolicy(3))))
                .isInstanceOf(LaunchSecretPacket.class);
    }

    @Test
    void refusesFirmwareThatIsTooOld() {
        GuestOwner owner = new GuestOwner(
                settings.withFirmware(TrustedFirmware.from(new ApiVersion(1, 56))),
                SeededRandom.of(Bytes.ofAscii("owner")));

        assertThat(ask(owner, measure(launch(owner), AMDSEV, 0x11)))
                .isEqualTo(new OwnerRefusal("measurement refused: firmware API version 1.55, expected at least 1.56"));
    }

    @Test
    void startsSevEsWhenTheProcessorsAreGiven() {
        ExpectedVcpus vcpus = ExpectedVcpus.of(2, new CpuSignature(0xA00F11), VmmFlavour.QEMU_TYPED);
        GuestOwner owner = new GuestOwner(
                GuestOwnerSettings.of(platform.roots(), new GuestPolicy(5), ExpectedLaunch.ofFirmware(AMDSEV))
                        .withVcpus(vcpus),
                SeededRandom.of(Bytes.ofAscii("owner")));

        assertThat(((LaunchBundle) ask(owner, certificates())).policy()).isEqualTo(5);
    }

    @Test
    void refusesSevEsWithoutItsProcessors() {
        GuestOwner owner = new GuestOwner(
                GuestOwnerSettings.of(platform.roots(), new GuestPolicy(5), ExpectedLaunch.ofFirmware(AMDSEV)),
                SeededRandom.of(Bytes.ofAscii("owner")));

        assertThat(((OwnerRefusal) ask(owner, certificates())).reason())
                .startsWith("vCPUs: not given, and policy 0x5 asks for SEV-ES");
    }

    @Test
    void keepsItsSecretsFromAnImageWithoutRoom() {
        Bytes x64 = Vectors.read("fw/synth-x64.fd");
        GuestOwnerSettings noRoom = GuestOwnerSettings.of(platform.roots(), POLICY, ExpectedLaunch.ofFirmware(x64));
        GuestOwner quiet = new GuestOwner(noRoom, SeededRandom.of(Bytes.ofAscii("owner")));
        GuestOwner giving = new GuestOwner(
                noRoom.withSecrets(SecretPackage.ofSecrets(TABLE.entries())), SeededRandom.of(Bytes.ofAscii("owner")));

        assertThat(ask(quiet, measure(launch(quiet), x64, 0x11)))
                .isEqualTo(new Notice(GuestOwner.MEASUREMENT_ACCEPTED, ""));
        assertThat(((OwnerRefusal) ask(giving, measure(launch(giving), x64, 0x11))).reason())
                .startsWith("secrets: the OVMF image reserves no launch-secret area");
        assertThat(giving.lastMeasurementVerdict().orElseThrow().isAccepted()).isTrue();
    }

    @Test
    void answersNothingElse() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));

        assertThat(owner.handle(new Notice("RESUME", ""))).isEmpty();
        assertThat(ask(owner, new MailboxResponse(0)))
                .isEqualTo(new OwnerRefusal("a guest owner does not answer mailbox.response"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 47, 49, 4096})
    void refusesMeasurementsOfAnyOtherLength(int length) {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));
        launch(owner);

        assertThat(ask(owner, new LaunchMeasurement(Bytes.zeros(length), 1, 55, 24, 1)))
                .isEqualTo(new OwnerRefusal("measurement refused: measurement of " + length + " bytes, expected 48"));
    }

    @Test
    void showsNoSecretAsText() {
        GuestOwner owner = new GuestOwner(settings, SeededRandom.of(Bytes.ofAscii("owner")));
        TransportKeys keys = launch(owner);
        Frame answer = ask(owner, measure(keys, AMDSEV, 0x11));
        String text =
                owner + " " + owner.session() + " " + settings + " " + owner.lastMeasurementVerdict() + " " + answer;

        assertThat(text)
                .doesNotContain(
                        SECRET.toUtf8(),
                        SECRET.toHex(),
                        Bytes.copyOf(keys.tek().reveal()).toHex(),
                        Bytes.copyOf(keys.tik().reveal()).toHex());
    }

    private PlatformCertificates certificates() {
        return new PlatformCertificates(platform.pdh(), platform.pekOcaCek(), platform.askArk());
    }

    private TransportKeys launch(GuestOwner owner) {
        return open((LaunchBundle) ask(owner, certificates()));
    }

    /** The platform's side of the key agreement. */
    private TransportKeys open(LaunchBundle bundle) {
        EcPublicKey godh =
                EcPublicKey.decode(SevCertificate.CODEC.decode(bundle.godh()).publicKey());
        SecretBytes z = platform.pdhKey().sharedSecret(godh);
        return TransportKeys.open(
                        LaunchSession.CODEC.decode(bundle.session()), z, new GuestPolicy(bundle.policy()).toWire())
                .orElseThrow();
    }

    private static LaunchMeasurement measure(TransportKeys keys, Bytes image, int nonce) {
        return measurement(keys, image, nonce, POLICY);
    }

    private static LaunchMeasurement measurement(TransportKeys keys, Bytes image, int nonce, GuestPolicy policy) {
        Bytes mnonce = Bytes.concat(Bytes.of(nonce), Bytes.zeros(15));
        Measurement measurement = new Measurement(API, 24, policy, JdkDigest.sha256(image), mnonce);
        return new LaunchMeasurement(measurement.blob(keys.tik()).encode(), 1, 55, 24, policy.word());
    }

    private static Frame ask(GuestOwner owner, Frame request) {
        return owner.handle(request).orElseThrow();
    }
}
