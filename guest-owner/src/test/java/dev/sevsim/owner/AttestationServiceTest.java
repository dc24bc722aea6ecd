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
import dev.sevsim.bus.frame.LaunchBundle;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.bus.frame.LaunchSecretPacket;
import dev.sevsim.bus.frame.PlatformCertificates;
import dev.sevsim.bus.time.SeededRandom;
import dev.sevsim.bus.work.Workers;
import dev.sevsim.owner.service.AttestationService;
import dev.sevsim.owner.service.AttestationService.Resources;
import dev.sevsim.owner.service.AuditEvent;
import dev.sevsim.owner.service.BundleRequest;
import dev.sevsim.owner.service.ChipIdentity;
import dev.sevsim.owner.service.ImagePolicy;
import dev.sevsim.owner.service.LaunchId;
import dev.sevsim.owner.service.ServiceAnswer;
import dev.sevsim.owner.service.ServiceAnswer.Accepted;
import dev.sevsim.owner.service.ServiceAnswer.Code;
import dev.sevsim.owner.service.ServiceAnswer.Granted;
import dev.sevsim.owner.service.ServiceAnswer.Refused;
import dev.sevsim.owner.service.ServicePolicy;
import dev.sevsim.owner.service.SessionDirectory;
import dev.sevsim.owner.service.SessionStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service against platforms that compute their side from the bundle alone. */
class AttestationServiceTest {
    private static final Bytes AMDSEV = Vectors.read("fw/synth-amdsev.fd");
    private static final Bytes DIGEST =
            Bytes.fromHex("862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4");
    private static final GuestPolicy POLICY = new GuestPolicy(1);
    private static final ApiVersion API = new ApiVersion(1, 55);
    private static final SecretTable TABLE = new SecretTable(List.of(new SecretTable.Entry(
            Guid.of("736869e5-84f0-4973-92ec-06879ce3da0b"), SecretBytes.of(Bytes.ofAscii("open sesame")))));

    @TempDir
    private Path directory;

    private final TestPlatform platform = new TestPlatform("platform");
    private final PlatformCertificates certificates =
            new PlatformCertificates(platform.pdh(), platform.pekOcaCek(), platform.askArk());
    private final List<AuditEvent> log = Collections.synchronizedList(new ArrayList<>());
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private AttestationService service(ImagePolicy image, int openSessions) {
        ServicePolicy policy = new ServicePolicy(Duration.ofMinutes(5), openSessions, Map.of(image.name(), image));
        return new AttestationService(
                policy,
                new SessionDirectory(directory.resolve("sessions")),
                log::add,
                new Resources(() -> now, SeededRandom.of(Bytes.ofAscii("service" + log.size())), Workers.direct()));
    }

    private ImagePolicy image(int required, int forbidden, Set<Integer> builds, Set<ChipIdentity> chips) {
        return new ImagePolicy(
                "web",
                platform.roots(),
                List.of(Bytes.zeros(32), DIGEST),
                new ApiVersion(1, 40),
                builds,
                required,
                forbidden,
                chips,
                Optional.of(SecretPackage.ofSecrets(TABLE.entries())));
    }

    private AttestationService service() {
        return service(image(1, 0, Set.of(), Set.of()), 1000);
    }

    private Granted granted(AttestationService service) {
        return (Granted) service.bundle(new BundleRequest("web", POLICY, certificates));
    }

    private TransportKeys keys(LaunchBundle bundle) {
        SevCertificate godh = SevCertificate.CODEC.decode(bundle.godh());
        SecretBytes z = platform.pdhKey().sharedSecret(EcPublicKey.decode(godh.publicKey()));
        return TransportKeys.open(
                        LaunchSession.CODEC.decode(bundle.session()), z, new GuestPolicy(bundle.policy()).toWire())
                .orElseThrow();
    }

    private LaunchMeasurement measured(LaunchBundle bundle, Bytes digest, int minor) {
        Measurement measurement =
                new Measurement(new ApiVersion(1, minor), 24, POLICY, digest, Bytes.fromHex("10".repeat(16)));
        return new LaunchMeasurement(measurement.blob(keys(bundle).tik()).encode(), 1, minor, 24, POLICY.word());
    }

    private static void refused(ServiceAnswer answer, Code code) {
        assertThat(answer).isInstanceOfSatisfying(Refused.class, r -> {
            assertThat(r.code()).isEqualTo(code);
            assertThat(r.reason()).isNotBlank();
        });
    }

    @Test
    void givesAGoodLaunchItsSecretsOnce() {
        AttestationService service = service();
        Granted granted = granted(service);
        LaunchMeasurement measurement = measured(granted.bundle(), JdkDigest.sha256(AMDSEV), 55);

        Accepted accepted = (Accepted) service.measurement(granted.id(), measurement);

        assertThat(accepted.digest()).isEqualTo(DIGEST);
        LaunchSecretPacket sealed = accepted.packet().orElseThrow();
        SecretPacket packet = new SecretPacket(SecretHeader.CODEC.decode(sealed.header()), sealed.payload());
        TransportKeys keys = keys(granted.bundle());
        assertThat(packet.macHolds(
                        keys.tik(),
                        sealed.payload().length(),
                        measurement.measurement().slice(0, 32),
                        API))
                .isTrue();
        assertThat(packet.open(keys.tek())).isEqualTo(TABLE.encode().reveal());
        refused(service.measurement(granted.id(), measurement), Code.SESSION_USED);
        assertThat(log).extracting(AuditEvent::outcome).containsExactly("granted", "accepted", "SESSION_USED");
        assertThat(log.get(1).chip()).isPresent();
    }

    @Test
    void endsASessionWithItsFirstMeasurementEvenABadOne() {
        AttestationService service = service();
        Granted granted = granted(service);

        refused(
                service.measurement(granted.id(), measured(granted.bundle(), Bytes.fromHex("11".repeat(32)), 55)),
                Code.MEASUREMENT_REFUSED);
        refused(service.measurement(granted.id(), measured(granted.bundle(), DIGEST, 55)), Code.SESSION_USED);
    }

    @Test
    void refusesTooOldFirmwareAndAnotherBuild() {
        AttestationService service = service(image(0, 0, Set.of(25), Set.of()), 10);
        Granted old = granted(service);
        refused(service.measurement(old.id(), measured(old.bundle(), DIGEST, 39)), Code.MEASUREMENT_REFUSED);
        Granted build = granted(service);
        refused(service.measurement(build.id(), measured(build.bundle(), DIGEST, 55)), Code.MEASUREMENT_REFUSED);
        assertThat(log.get(1).detail()).contains("1.39");
        assertThat(log.get(3).detail()).contains("build 24");
    }

    @ParameterizedTest
    @CsvSource({
        "other, no policy for image other",
        "'x\u001b[31m', no policy for this image: the name has characters that no image's name has",
    })
    void namesAnImageWithoutAPolicy(String image, String reason) {
        assertThat(service().bundle(new BundleRequest(image, POLICY, certificates)))
                .isInstanceOfSatisfying(
                        Refused.class, r -> assertThat(r.reason()).startsWith(reason));
    }

    @Test
    void refusesBundlesForPolicyImageChipAndRoot() {
        refused(service().bundle(new BundleRequest("other", POLICY, certificates)), Code.UNKNOWN_IMAGE);
        refused(service().bundle(new BundleRequest("web", new GuestPolicy(4), certificates)), Code.POLICY_REFUSED);
        refused(
                service(image(0, 1, Set.of(), Set.of()), 10).bundle(new BundleRequest("web", POLICY, certificates)),
                Code.POLICY_REFUSED);
        refused(
                service(image(1, 0, Set.of(), Set.of(new ChipIdentity(Bytes.zeros(32)))), 10)
                        .bundle(new BundleRequest("web", POLICY, certificates)),
                Code.CHIP_REFUSED);
        TestPlatform stranger = new TestPlatform("stranger");
        refused(
                service()
                        .bundle(new BundleRequest(
                                "web",
                                POLICY,
                                new PlatformCertificates(platform.pdh(), stranger.pekOcaCek(), platform.askArk()))),
                Code.CHAIN_REFUSED);
        refused(
                service()
                        .bundle(new BundleRequest(
                                "web",
                                POLICY,
                                new PlatformCertificates(Bytes.zeros(10), platform.pekOcaCek(), platform.askArk()))),
                Code.MALFORMED);
        assertThat(directory.resolve("sessions/open")).isEmptyDirectory();
    }

    @Test
    void letsTheChipsThatAreNamed() {
        ChipIdentity chip =
                ChipIdentity.of(PlatformChain.of(certificates.pdh(), certificates.chain(), certificates.ca()));
        assertThat(service(image(1, 0, Set.of(), Set.of(chip)), 10)
                        .bundle(new BundleRequest("web", POLICY, certificates)))
                .isInstanceOf(Granted.class);
    }

    @Test
    void endsSessionsByTheClock() {
        AttestationService service = service();
        Granted late = granted(service);
        now = late.expires();
        refused(service.measurement(late.id(), measured(late.bundle(), DIGEST, 55)), Code.SESSION_EXPIRED);
        Granted forgotten = granted(service);
        now = forgotten.expires().plusSeconds(1);
        Granted fresh = granted(service);
        refused(service.measurement(forgotten.id(), measured(forgotten.bundle(), DIGEST, 55)), Code.UNKNOWN_SESSION);
        assertThat(service.measurement(fresh.id(), measured(fresh.bundle(), DIGEST, 55)))
                .isInstanceOf(Accepted.class);
        refused(
                service.measurement(
                        LaunchId.parse("00000000-0000-4000-8000-000000000000").orElseThrow(),
                        measured(fresh.bundle(), DIGEST, 55)),
                Code.UNKNOWN_SESSION);
    }

    @Test
    void takesNoMoreThanItMay() {
        AttestationService service = service(image(1, 0, Set.of(), Set.of()), 2);
        Granted first = granted(service);
        assertThat(granted(service)).isNotNull();
        refused(service.bundle(new BundleRequest("web", POLICY, certificates)), Code.BUSY);
        assertThat(service.measurement(first.id(), measured(first.bundle(), DIGEST, 55)))
                .isInstanceOf(Accepted.class);
        assertThat(granted(service)).isNotNull();
    }

    @Test
    void keepsSessionsOverARestartAndForItsOwnerAlone() throws IOException {
        Granted granted = granted(service());
        Path session = directory.resolve("sessions/open").resolve(granted.id().text());
        for (String key : List.of("vm_tik.bin", "vm_tek.bin")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(session.resolve(key))))
                    .isEqualTo("rw-------");
        }
        for (Path made : List.of(session, directory.resolve("sessions"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .isEqualTo("rwx------");
        }

        assertThat(service().measurement(granted.id(), measured(granted.bundle(), DIGEST, 55)))
                .isInstanceOf(Accepted.class);
        assertThat(session).doesNotExist();
        refused(service().measurement(granted.id(), measured(granted.bundle(), DIGEST, 55)), Code.SESSION_USED);
    }

    @Test
    void removesWhatACrashLeftAndNeverGivesASessionTwice() throws IOException {
        Granted granted = granted(service());
        Path sessions = directory.resolve("sessions");
        Files.createDirectories(sessions.resolve("open/half.new/below"));
        Files.createFile(sessions.resolve("open/file.new"));
        Files.createFile(sessions.resolve("used").resolve(granted.id().text()));

        refused(service().measurement(granted.id(), measured(granted.bundle(), DIGEST, 55)), Code.SESSION_USED);
        assertThat(sessions.resolve("open")).isEmptyDirectory();
    }

    /** Whatever a crash or an editor made of a session's files, other launches go on. */
    @ParameterizedTest
    @ValueSource(strings = {"", "x", "web\nzz\nnow\n1", "web\n00\n2020-01-01T00:00:00Z\nxyz", "\u0000\n\n\n\n"})
    void leavesADamagedSessionOut(String content) throws IOException {
        AttestationService service = service();
        Path open = directory.resolve("sessions/open");
        Path damaged = Files.createDirectory(open.resolve("f2dd2039-de3c-4183-8f9b-8b3346faca46"));
        Files.writeString(damaged.resolve("launch"), content);
        Files.createDirectory(open.resolve("half.new"));
        Files.write(Files.createDirectory(open.resolve("bytes")).resolve("launch"), new byte[] {(byte) 0xC3, 0x28});

        Granted granted = granted(service);
        assertThat(service.measurement(granted.id(), measured(granted.bundle(), DIGEST, 55)))
                .isInstanceOf(Accepted.class);
        LaunchId id = new LaunchId("f2dd2039-de3c-4183-8f9b-8b3346faca46");
        SessionDirectory sessions = new SessionDirectory(directory.resolve("sessions"));
        assertThat(sessions.size()).isZero();
        assertThat(sessions.damaged()).contains(damaged);
        assertThat(sessions.take(id)).isInstanceOf(SessionStore.Taken.Unknown.class);
    }

    @Test
    void releasesTheSecretsToOneOfManyConcurrentRequests() {
        AttestationService service = service();
        Granted granted = granted(service);
        LaunchMeasurement measurement = measured(granted.bundle(), DIGEST, 55);

        List<ServiceAnswer> answers = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> service.measurement(granted.id(), measurement))
                .toList();

        assertThat(answers).filteredOn(Accepted.class::isInstance).hasSize(1);
        assertThat(answers).filteredOn(Refused.class::isInstance).hasSize(63);
    }

    @Test
    void neverWritesKeysIntoItsLogOrTexts() {
        AttestationService service = service();
        Granted granted = granted(service);
        TransportKeys keys = keys(granted.bundle());
        ServiceAnswer answer = service.measurement(granted.id(), measured(granted.bundle(), DIGEST, 55));

        String texts = log + answer.toString() + granted;
        Stream.of(keys.tik(), keys.tek())
                .map(key -> Bytes.copyOf(key.reveal()))
                .forEach(key -> assertThat(texts).doesNotContain(key.toHex()).doesNotContain(key.toBase64()));
        assertThat(texts).doesNotContain("sesame");
    }
}
