package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The owner's verbs on files of other tools: digests and save areas are those of sev-snp-measure and libvirt's tool. */
class OwnerCommandsTest {
    private static final String GUID = "736869e5-84f0-4973-92ec-06879ce3da0b";
    private static final Path IMAGE = Sevsim.vector("fw/synth-amdsev.fd");

    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "862c3761a02b37dd45a34a49e2b7be232c219df1564ac4b27ea4bcaaa3d52cd4, 1, kernel hashes",
        "6da3550919d5eaeadc21b90e25ce4ca70fe99e664a8bdefc16d08ce7eb708e77, 0, ''",
        "0b1adb02b84a7f7e1c1b4e682ecdd5c0c510063a88b084d218dbdc155cc43a63, 1, command line",
        "56bfed2602820e043b909300c73be159456804f3d24112043cb84ad1085c3f50, 1, synth-nomd.fd",
        "8adf94f6235e5e5336bc0c7502a6520b676d79100b17609ead74d043ed07991f, 1, 'an SEV-ES launch of the same files, 2 vCPUs'"
    })
    void explainNamesWhatDiffers(String digest, int status, String named) {
        Sevsim run = Sevsim.run(
                "owner",
                "explain",
                "--firmware",
                IMAGE,
                "--kernel",
                Sevsim.vector("fw/synth-kernel.bin"),
                "--initrd",
                Sevsim.vector("fw/synth-initrd.bin"),
                "--append",
                "console=ttyS0",
                "--other-firmware",
                Sevsim.vector("fw/synth-nomd.fd"),
                "--other-append",
                "",
                "--digest",
                digest);

        assertThat(run.out())
                .contains("launch digest  6da3550919d5eaeadc21b90e25ce4ca70fe99e664a8bdefc16d08ce7eb708e77");
        assertThat(run.out()).contains(named);
        assertThat(run.status()).isEqualTo(status);
    }

    @Test
    void explainReportsThatNothingFits() {
        Sevsim run = Sevsim.run("owner", "explain", "--firmware", IMAGE, "--digest", "00".repeat(32));

        assertThat(run.status()).isEqualTo(4);
        assertThat(run.out()).contains("fits").contains("none of");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "qemu, vmsa-seves-qemu-milan-0.bin, vmsa-seves-qemu-milan-1.bin",
        "qemu-legacy, vmsa-libvirt-25-1-1-cpu0.bin, vmsa-libvirt-25-1-1-cpu1.bin"
    })
    void vmsaWritesTheSaveAreasOfAnotherTool(String flavour, String first, String second) throws IOException {
        Path out = directory.resolve("out");

        assertThat(Sevsim.run(
                                "owner",
                                "vmsa",
                                "--firmware",
                                IMAGE,
                                "--vcpus",
                                2,
                                "--vcpu-type",
                                "EPYC-Milan",
                                "--vmm-type",
                                flavour,
                                "--out",
                                out)
                        .status())
                .isZero();

        assertThat(out.resolve("vmsa0.bin")).hasSameBinaryContentAs(Sevsim.vector("vmsa/" + first));
        assertThat(out.resolve("vmsa1.bin")).hasSameBinaryContentAs(Sevsim.vector("vmsa/" + second));
    }

    @Test
    void unsealListsThePacketAndRefusesAnother() throws IOException {
        Path tik = Files.write(directory.resolve("tik"), filled(16, 1));
        Path tek = Files.write(directory.resolve("tek"), filled(16, 2));
        String measurement = "A".repeat(64);
        assertThat(Sevsim.run(
                                "owner",
                                "secret",
                                launch(tik, tek, measurement),
                                "--secret",
                                GUID + "=open sesame",
                                "--name",
                                "vm",
                                "--out",
                                directory)
                        .status())
                .isZero();

        Sevsim listed = unseal(tik, tek, measurement);
        assertThat(listed.status()).isZero();
        assertThat(listed.out()).contains(GUID).contains("11").doesNotContain("sesame");

        Sevsim refused = unseal(tik, tek, "B" + measurement.substring(1));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out() + refused.err()).doesNotContain(GUID);
        assertThat(unseal(tek, tik, measurement).status()).isEqualTo(1);

        Path other = Files.write(directory.resolve("other"), filled(16, 3));
        Sevsim garbage = unseal(tik, other, measurement);
        assertThat(garbage.status()).isEqualTo(1);
        assertThat(garbage.err()).contains("probably another TEK");
    }

    @Test
    void verifyTakesAChainWithoutItsPdh() throws IOException {
        Path certs = directory.resolve("certs");
        assertThat(Sevsim.run("platform", "export", "--state", directory.resolve("state"), "--out", certs)
                        .status())
                .isZero();
        byte[] chain = Files.readAllBytes(certs.resolve("full.chain"));
        Path asOfQmp = Files.write(directory.resolve("qmp.chain"), Arrays.copyOfRange(chain, 2084, chain.length));

        assertThat(Sevsim.run("owner", "verify", "--chain", asOfQmp, "--pdh", certs.resolve("pdh.cert"))
                        .status())
                .isZero();
        assertThat(Sevsim.run("owner", "verify", "--chain", asOfQmp, "--pdh", certs.resolve("oca.cert"))
                        .status())
                .isNotZero();
    }

    private static Object[] launch(Path tik, Path tek, String measurement) {
        return new Object[] {"--tik", tik, "--tek", tek, "--measurement", measurement};
    }

    private Sevsim unseal(Path tik, Path tek, String measurement) {
        return Sevsim.run(
                "owner",
                "unseal",
                launch(tik, tek, measurement),
                "--header",
                directory.resolve("vm_secret_header.b64"),
                "--payload",
                directory.resolve("vm_secret.b64"));
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
