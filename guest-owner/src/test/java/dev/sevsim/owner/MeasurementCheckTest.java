package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.bus.frame.LaunchMeasurement;
import dev.sevsim.owner.MeasurementCheck.Terms;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class MeasurementCheckTest {
    private static final JsonNode RECORDED = Vectors.json("virt-qemu-sev-validate/cases.json");
    private static final SecretBytes TIK = SecretBytes.of(Vectors.read("virt-qemu-sev-validate/tik.bin"));
    private static final GuestPolicy POLICY = new GuestPolicy(1);
    private static final ApiVersion ANY = new ApiVersion(0, 0);
    private static final Bytes AMDSEV = Vectors.read("fw/synth-amdsev.fd");
    private static final Bytes NONCE = Bytes.fromHex("101112131415161718191a1b1c1d1e1f");

    /** The runs that got as far as comparing (status 0 or 1). */
    static Stream<String> comparedCases() {
        return cases().filter(one -> one.get("rc").asInt() <= 1)
                .map(one -> one.get("name").asString());
    }

    @ParameterizedTest
    @MethodSource("comparedCases")
    void agreesWithLibvirtsTool(String name) {
        JsonNode one = cases().filter(c -> c.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
        ToolArguments given = arguments(one);
        GuestPolicy policy = new GuestPolicy(given.number("--policy"));

        MeasurementVerdict verdict =
                MeasurementCheck.of(launch(given), new Terms(policy, TIK, ANY)).check(frame(given));

        assertThat(verdict.isAccepted()).isEqualTo(one.get("rc").asInt() == 0);
        assertThat(verdict.expectedDigest())
                .contains(Bytes.fromHex(one.get("launch_digest").asString()));
    }

    @Test
    void coversAcceptedAndRefusedRuns() {
        assertThat(cases().filter(one -> one.get("rc").asInt() == 0)).hasSizeGreaterThan(8);
        assertThat(cases().filter(one -> one.get("rc").asInt() == 1)).isNotEmpty();
    }

    @Test
    void refusesEveryFlippedBit() {
        MeasurementCheck check = MeasurementCheck.of(ExpectedLaunch.ofFirmware(AMDSEV), new Terms(POLICY, TIK, ANY));
        Bytes good = blob("0401371801000000", sha256(AMDSEV), TIK);
        assertThat(check.check(new LaunchMeasurement(good, 1, 55, 24, 1)).isAccepted())
                .isTrue();

        for (int bit = 0; bit < good.length() * 8; bit++) {
            byte[] raw = good.toArray();
            raw[bit / 8] ^= (byte) (1 << bit % 8);
            MeasurementVerdict verdict = check.check(new LaunchMeasurement(Bytes.copyOf(raw), 1, 55, 24, 1));
            assertThat(verdict.describe())
                    .isEqualTo("measurement refused: the measurement is not that of the expected launch");
        }
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "48 | 1 | 55 | 24 | 3 | host reports policy 0x3, the session is for policy 0x1",
                "48 | 0 | 55 | 24 | 1 | firmware API version 0.55, expected at least 1.55",
                "48 | 1 | 54 | 24 | 1 | firmware API version 1.54, expected at least 1.55",
                "48 | 1 | 256 | 24 | 1 | API version 1.256 build 24, expected numbers from 0 to 255",
                "48 | 1 | 55 | -1 | 1 | API version 1.55 build -1, expected numbers from 0 to 255",
                "47 | 1 | 55 | 24 | 1 | measurement of 47 bytes, expected 48",
                "0 | 1 | 55 | 24 | 1 | measurement of 0 bytes, expected 48",
                "48 | 1 | 55 | 24 | 1 | the measurement is not that of the expected launch",
            })
    void refusesWithTheReason(int length, int major, int minor, int build, int policy, String reason) {
        MeasurementCheck check =
                MeasurementCheck.of(ExpectedLaunch.ofFirmware(AMDSEV), new Terms(POLICY, TIK, new ApiVersion(1, 55)));

        MeasurementVerdict verdict =
                check.check(new LaunchMeasurement(Bytes.zeros(length), major, minor, build, policy));

        assertThat(verdict.isAccepted()).isFalse();
        assertThat(verdict.reason()).isEqualTo(reason);
    }

    /** Header bytes of the message, what was hashed, and the message to the owner. */
    static Stream<List<Object>> mistakes() {
        Bytes kernel = Vectors.read("fw/synth-kernel.bin");
        Bytes initrd = Vectors.read("fw/synth-initrd.bin");
        String right = "0401371801000000";
        return Stream.of(
                List.of("0401371901000000", full(), "firmware build 25, the host reports 24"),
                List.of("0401371800000000", full(), "policy 0x0, the session is for 0x1"),
                List.of(right, AMDSEV, "the OVMF image without the kernel hashes"),
                List.of(right, Bytes.EMPTY, "a launch in which nothing was measured"),
                List.of(right, withTable("console=ttyS0", initrd, kernel), "a command line without its NUL"),
                List.of(
                        right,
                        withTable("console=ttyS0\n\0", initrd, kernel),
                        "a command line with a line feed at its end"),
                List.of(right, withTable("\0", initrd, kernel), "an empty command line"),
                List.of(right, withTable("console=ttyS0\0", Bytes.EMPTY, kernel), "the launch without the initrd"),
                List.of(right, full().slice(0, full().length() - 8), "a hashes table without its padding"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void explainsTheUsualMistakes(List<Object> mistake) {
        Bytes measured = blob((String) mistake.get(0), sha256((Bytes) mistake.get(1)), TIK);

        MeasurementVerdict verdict = fullCheck().check(new LaunchMeasurement(measured, 1, 55, 24, 1));

        assertThat(verdict.explanation()).contains((String) mistake.get(2));
        assertThat(verdict.describe())
                .isEqualTo("measurement refused: the measurement is not that of the expected launch (it fits "
                        + mistake.get(2) + ")");
    }

    @Test
    void explainsALaunchWithoutASession() {
        Bytes measured = blob("0401371801000000", sha256(full()), SecretBytes.zeros(16));

        MeasurementVerdict verdict = fullCheck().check(new LaunchMeasurement(measured, 1, 55, 24, 1));

        assertThat(verdict.isAccepted()).isFalse();
        assertThat(verdict.explanation()).contains("a launch without the owner's session, whose key is all zero");
    }

    private static MeasurementCheck fullCheck() {
        ExpectedLaunch launch = ExpectedLaunch.of(
                AMDSEV,
                Optional.of(Vectors.read("fw/synth-kernel.bin")),
                Optional.of(Vectors.read("fw/synth-initrd.bin")),
                Optional.of("console=ttyS0"));
        return MeasurementCheck.of(launch, new Terms(POLICY, TIK, ANY));
    }

    @Test
    void acceptsOneOfSeveralAllowedDigests() {
        Bytes digest = sha256(AMDSEV);
        LaunchMeasurement reported = new LaunchMeasurement(blob("0401371801000000", digest, TIK), 1, 55, 24, 1);
        Terms terms = new Terms(POLICY, TIK, ANY);

        MeasurementVerdict verdict = MeasurementCheck.ofDigests(List.of(Bytes.zeros(32), digest), terms)
                .check(reported);

        assertThat(verdict.isAccepted()).isTrue();
        assertThat(verdict.expectedDigest()).contains(digest);
        assertThat(MeasurementCheck.ofDigests(List.of(Bytes.zeros(32)), terms)
                        .check(reported)
                        .describe())
                .isEqualTo("measurement refused: the measurement is not that of an allowed launch");
        assertThat(MeasurementCheck.ofDigests(List.of(), terms).check(reported).describe())
                .isEqualTo("measurement refused: no launch is allowed");
    }

    @Test
    void acceptsTheAllowedBuildsOfFirmwareAlone() {
        LaunchMeasurement reported = new LaunchMeasurement(blob("0401371801000000", sha256(AMDSEV), TIK), 1, 55, 24, 1);
        ExpectedLaunch expected = ExpectedLaunch.ofFirmware(AMDSEV);

        assertThat(MeasurementCheck.of(expected, new Terms(POLICY, TIK, ANY, Set.of(23, 24)))
                        .check(reported)
                        .isAccepted())
                .isTrue();
        assertThat(MeasurementCheck.of(expected, new Terms(POLICY, TIK, ANY, Set.of(23, 25)))
                        .check(reported)
                        .describe())
                .isEqualTo("measurement refused: firmware build 24 is not one of those allowed");
    }

    private static Bytes full() {
        return withTable("console=ttyS0\0", Vectors.read("fw/synth-initrd.bin"), Vectors.read("fw/synth-kernel.bin"));
    }

    /** Image and hashes table, put together from the layout of docs/reference/kvm-host.md section 5.4. */
    private static Bytes withTable(String commandLine, Bytes initrd, Bytes kernel) {
        return Bytes.concat(
                AMDSEV,
                Bytes.fromHex("06d63894224fc94cb479a793d411fd21a800"),
                Bytes.fromHex("d82dd09720bd944caa78e7714d36ab2a3200"),
                sha256(Bytes.ofUtf8(commandLine)),
                Bytes.fromHex("31f7ba442f3ad74b9af141e29169781d3200"),
                sha256(initrd),
                Bytes.fromHex("3794e74dd2ab7f42b835d5b172d2045b3200"),
                sha256(kernel),
                Bytes.zeros(8));
    }

    private static Bytes sha256(Bytes content) {
        return JdkDigest.sha256(content);
    }

    private static Bytes blob(String header, Bytes digest, SecretBytes tik) {
        return JdkDigest.measurement(header, digest, tik, NONCE);
    }

    private static Stream<JsonNode> cases() {
        return StreamSupport.stream(RECORDED.get("cases").spliterator(), false);
    }

    private static ToolArguments arguments(JsonNode one) {
        return new ToolArguments(StreamSupport.stream(one.get("args").spliterator(), false)
                .map(JsonNode::asString)
                .toList());
    }

    private static ExpectedLaunch launch(ToolArguments given) {
        ExpectedLaunch image =
                ExpectedLaunch.ofFirmware(given.file("--firmware").orElseThrow());
        ExpectedLaunch complete = given.text("--num-cpus")
                .map(count -> image.withVcpus(vcpus(given, Integer.parseInt(count))))
                .orElse(image);
        return given.file("--kernel")
                .map(kernel -> complete.withKernel(
                        new ExpectedLaunch.KernelInputs(
                                kernel,
                                given.file("--initrd").orElse(Bytes.EMPTY),
                                given.text("--cmdline").orElse("")),
                        ExpectedLaunch.HashesArea.NOT_CHECKED))
                .orElse(complete);
    }

    private static ExpectedVcpus vcpus(ToolArguments given, int count) {
        if (given.text("--vmsa-cpu0").isEmpty()) {
            CpuSignature signature = CpuSignature.of(
                    given.number("--cpu-family"), given.number("--cpu-model"), given.number("--cpu-stepping"));
            return ExpectedVcpus.of(count, signature, VmmFlavour.QEMU_LEGACY);
        }
        return ExpectedVcpus.ofAreas(
                count,
                vmsa(given.text("--vmsa-cpu0").orElseThrow()),
                given.text("--vmsa-cpu1").map(MeasurementCheckTest::vmsa));
    }

    private static Bytes vmsa(String path) {
        return Vectors.read("vmsa/" + path.substring(path.indexOf('/') + 1));
    }

    private static LaunchMeasurement frame(ToolArguments given) {
        byte[] blob = Base64.getDecoder().decode(given.text("--measurement").orElseThrow());
        return new LaunchMeasurement(
                Bytes.copyOf(blob),
                given.number("--api-major"),
                given.number("--api-minor"),
                given.number("--build-id"),
                given.number("--policy"));
    }
}
