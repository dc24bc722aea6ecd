package dev.sevsim.owner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.SecretBytes;
import dev.sevsim.abi.firmware.ApiVersion;
import dev.sevsim.abi.firmware.GuestPolicy;
import dev.sevsim.abi.launch.Measurement;
import dev.sevsim.abi.launch.MeasurementBlob;
import dev.sevsim.owner.LaunchDifference.Input;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The measured side of every case is a recorded digest of a real tool, or put together with the JDK alone. */
class LaunchExplainerTest {
    private static final Bytes AMDSEV = Vectors.read("fw/synth-amdsev.fd");
    private static final Bytes NOMD = Vectors.read("fw/synth-nomd.fd");
    private static final Bytes KERNEL = Vectors.read("fw/synth-kernel.bin");
    private static final Bytes INITRD = Vectors.read("fw/synth-initrd.bin");
    private static final SecretBytes TIK = SecretBytes.of(Bytes.fromHex("000102030405060708090a0b0c0d0e0f"));
    private static final SecretBytes TEK = SecretBytes.of(Bytes.fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
    private static final Bytes NONCE = Bytes.fromHex("101112131415161718191a1b1c1d1e1f");
    private static final GuestPolicy SEV = new GuestPolicy(1);
    private static final GuestPolicy ES = new GuestPolicy(5);

    private final ExpectedLaunch direct =
            ExpectedLaunch.of(AMDSEV, Optional.of(KERNEL), Optional.of(INITRD), Optional.of("console=ttyS0"));
    private final ExpectedLaunch encrypted = ExpectedLaunch.ofFirmware(AMDSEV)
            .withVcpus(ExpectedVcpus.of(2, new CpuSignature(0xA00F11), VmmFlavour.QEMU_TYPED));

    /**
     * Digests that sev-snp-measure and virt-qemu-sev-validate printed, against a measured boot and against 2 vCPUs EPYC-Milan
     * under QEMU. Source: docs/reference/guest-owner-tools.md section 12.
     */
    @ParameterizedTest(name = "{0} {2}: {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "boot | 862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4 | KERNEL_HASHES |"
                        + " the OVMF image without the kernel hashes",
                "boot | 0b1adb02b84a7f7e1c1b4e682ecdd5c0c510063a88b084d218dbdc155cc43a63 | COMMAND_LINE |"
                        + " an empty command line",
                "boot | 56bfed2602820e043b909300c73be159456804f3d24112043cb84ad1085c3f50 | FIRMWARE |"
                        + " the OVMF image synth-nomd.fd",
                "boot | e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 | EVERYTHING |"
                        + " a launch in which nothing was measured",
                "vcpus | f9139ddb1a2720ba0641d22d7bf56f8f94889c4f6c5a38905398f11ce8d04736 | VCPU_COUNT | 1 vCPU",
                "vcpus | e73cdc0c76df6b6c7753948f1dc1759de68e694d69153f61b7e308e2e283d90d | VCPU_COUNT | 4 vCPUs",
                "vcpus | 9c50893e7d929e43d00b16b50af48f614965237eb86542997e0a90a8f768e875 | VMM_FLAVOUR |"
                        + " vCPUs as qemu-legacy sets them up",
                "vcpus | 862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4 | SAVE_AREAS |"
                        + " a launch without the save areas of its vCPUs",
                "vcpus | 0ac706395ff993ae8dff8b303409d5b1cab57c747025cf6f3368fb92f7ffa778 | FIRMWARE |"
                        + " the OVMF image synth-nomd.fd",
            })
    void namesTheInputThatDiffers(String launch, String digest, Input input, String text) {
        LaunchExplainer explainer =
                launch.equals("boot") ? LaunchExplainer.of(direct, SEV) : LaunchExplainer.of(encrypted, ES);

        Explained answer = explainer
                .trying(OtherInputs.none().withFirmware("synth-nomd.fd", NOMD))
                .explainDigest(Bytes.fromHex(digest));

        assertThat(answer.differences()).extracting(LaunchDifference::input).containsExactly(input);
        assertThat(answer.describe()).isEqualTo("it fits " + text);
    }

    @Test
    void namesTheCpuModel() {
        ExpectedLaunch one = ExpectedLaunch.ofFirmware(AMDSEV)
                .withVcpus(ExpectedVcpus.of(1, new CpuSignature(0xA00F11), VmmFlavour.QEMU_TYPED));
        Bytes epycV4 = Bytes.fromHex("885c70ff6209d7d86f6948733c7cc36489e215bde7442aa263fb8a9db496f048");

        assertThat(LaunchExplainer.of(one, ES).explainDigest(epycV4).describe())
                .isEqualTo("it fits CPU model EPYC (0x800f12)");
    }

    @Test
    void variesTheVcpusUpToTheLimit() {
        Bytes four = Bytes.fromHex("e73cdc0c76df6b6c7753948f1dc1759de68e694d69153f61b7e308e2e283d90d");

        Explained few = LaunchExplainer.of(encrypted, ES).tryingVcpus(3).explainDigest(four);

        assertThat(few.differences()).isEmpty();
        assertThat(few.describe()).matches("none of [0-9]+ variations fits");
    }

    @Test
    void hasNothingToExplainWhenItFits() {
        Bytes digest = Bytes.fromHex("6da3550919d5eaeadc21b90e25ce4ca70fe99e664a8bdefc16d08ce7eb708e77");

        assertThat(LaunchExplainer.of(direct, SEV).explainDigest(digest))
                .isEqualTo(new Explained(true, List.of(), 1, List.of(), List.of()));
        assertThat(explain("0401371801000000", digest, TIK).describe()).isEqualTo("it is the expected launch");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0401371901000000 | firmware build 25, the host reports 24",
                "0401381801000000 | firmware API version 1.56, the host reports 1.55",
                "0400371801000000 | firmware API version 0.55, the host reports 1.55",
                "0401371803000000 | policy 0x3, the session is for 0x1",
                "01000000 | a firmware before API 0.17, which measures neither its version nor its build",
            })
    void namesWhatDiffersInTheReport(String header, String text) {
        Bytes digest = direct.launchDigest(SEV);

        assertThat(explain(header, digest, TIK).differences())
                .extracting(LaunchDifference::text)
                .containsExactly(text);
    }

    @Test
    void namesKeysAndNoncesThatAreMixedUp() {
        Bytes digest = direct.launchDigest(SEV);
        MeasurementBlob good = blob("0401371801000000", digest, TIK, NONCE);
        MeasurementBlob front = MeasurementBlob.CODEC.decode(Bytes.concat(good.nonce(), good.measure()));
        MeasurementBlob reversed = MeasurementBlob.CODEC.decode(
                Bytes.concat(good.measure(), good.nonce().reversed()));

        assertThat(explain("0401371801000000", digest, TEK).describe()).contains("TIK and TEK are swapped");
        assertThat(explain("0401371801000000", digest, SecretBytes.zeros(16)).describe())
                .contains("a launch without the owner's session");
        assertThat(explain(front).describe()).isEqualTo("it fits a measurement with its nonce in front");
        assertThat(explain(reversed).describe()).isEqualTo("it fits a nonce with its bytes in reverse order");
    }

    @Test
    void namesTwoDifferencesThatComeTogether() {
        Bytes firmwareOnly = JdkDigest.sha256(AMDSEV);

        Explained answer = explain("0401371901000000", firmwareOnly, TIK);

        assertThat(answer.differences())
                .extracting(LaunchDifference::input)
                .containsExactly(Input.KERNEL_HASHES, Input.BUILD);
    }

    @Test
    void namesAnUpdateOfTheFirmwareWithADifferenceOfTheLaunch() {
        Explained answer = explain("0401330301000000", JdkDigest.sha256(AMDSEV), TIK);

        assertThat(answer.describe())
                .isEqualTo(
                        "it fits the OVMF image without the kernel hashes together with firmware 1.51 build 3, the host"
                                + " reports 1.55 build 24 (an update changes both)");
    }

    @Test
    void findsAPolicyThatTurnsEncryptedStateOff() {
        MeasurementBlob measured = blob("0401371801000000", JdkDigest.sha256(AMDSEV), TIK, NONCE);
        Measurement wanted = new Measurement(new ApiVersion(1, 55), 24, ES, encrypted.launchDigest(ES), NONCE);

        assertThat(LaunchExplainer.of(encrypted, ES)
                        .explain(wanted, measured, TIK, OtherReports.none())
                        .describe())
                .isEqualTo("it fits policy 0x1, the session is for 0x5");
    }

    @Test
    void reportsThatNothingFits() {
        assertThat(explain(blob("0401371801000000", Bytes.zeros(32), TIK, NONCE))
                        .describe())
                .matches("none of [0-9]+ variations fits");
    }

    private Explained explain(String header, Bytes digest, SecretBytes key) {
        return explain(blob(header, digest, key, NONCE));
    }

    private Explained explain(MeasurementBlob blob) {
        Measurement wanted = new Measurement(new ApiVersion(1, 55), 24, SEV, direct.launchDigest(SEV), blob.nonce());
        return LaunchExplainer.of(direct, SEV).explain(wanted, blob, TIK, OtherReports.withEncryptionKey(TEK));
    }

    private static MeasurementBlob blob(String header, Bytes digest, SecretBytes key, Bytes nonce) {
        return MeasurementBlob.CODEC.decode(JdkDigest.measurement(header, digest, key, nonce));
    }
}
