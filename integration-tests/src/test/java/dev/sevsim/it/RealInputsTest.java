package dev.sevsim.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RealInputsTest {
    private static final Path IMAGE = Sevsim.vector("fw/synth-amdsev.fd");

    @ParameterizedTest
    @CsvSource({
        "/usr/share/ovmf/OVMF.fd, 7b456907dd0786d415999e801a1ac4637b8ed4d7cf5378cfc6edbe5e574dd773",
        "/usr/share/OVMF/OVMF_CODE.fd, d9b568def24088c92f34b5479e0ed7e44d0a4d4cea8a0f5716719180bba48106",
        "/usr/share/OVMF/OVMF_CODE_4M.fd, b157d97b1f69729514feb7f201d2cbe4957f23ab77920e361fe9f822ba49ca4c"
    })
    void debianFirmwareIsMeasuredAndRefusesInjection(String image, String digestByTheRealTool) throws Exception {
        Path file = InstalledFiles.file(image);

        Sevsim refused = Sevsim.run("launch", "--seed", 4, "--firmware", file, "--json");
        Sevsim bare = Sevsim.run("launch", "--seed", 4, "--firmware", file, "--json", "--no-secrets");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("secret area");
        assertThat(refused.json().get("verdict").asString()).isEqualTo("refused");
        JsonNode report = bare.json();
        assertThat(report.get("verdict").asString()).isEqualTo("nothing-booted");
        assertThat(report.get("console").asString()).contains("No bootable option was found");
        assertThat(report.get("launchDigest").asString()).isEqualTo(sha256(file));
        assertThat(refused.json().get("launchDigest")).isEqualTo(report.get("launchDigest"));
        if (Files.size(file) > 0 && sha256(file).equals(digestByTheRealTool)) {
            assertThat(report.get("launchDigest").asString()).isEqualTo(digestByTheRealTool);
        }
    }

    @Test
    void debianKernelBootsWithHashes() {
        Path kernel = InstalledFiles.inBoot("vmlinuz-");
        Path initrd = InstalledFiles.inBoot("initrd.img-");

        Sevsim run = launch(kernel, initrd, "--run", "uname -a", "--run", "ls /sys/kernel/security/secrets/coco");

        String release = kernel.getFileName().toString().substring("vmlinuz-".length());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("Linux version " + release)
                .contains("Command line: initrd=initrd console=ttyS0")
                .contains("e6f5a162-d67f-4750-a67c-5d065f2a9910");
    }

    @Test
    void debianKernelDigestIsThatOfTheFilesAndTheTable() throws Exception {
        Path kernel = InstalledFiles.inBoot("vmlinuz-");
        Path initrd = InstalledFiles.inBoot("initrd.img-");
        Sevsim run = launch(kernel, initrd, "--json");

        assertThat(run.json().get("launchDigest").asString())
                .isEqualTo(new MeasuredBoot(kernel, initrd, "console=ttyS0").digest(IMAGE));
    }

    private static Sevsim launch(Path kernel, Path initrd, Object... more) {
        Object[] boot = {"--kernel", kernel, "--initrd", initrd, "--append", "console=ttyS0"};
        return Sevsim.run("launch", "--seed", 4, "--firmware", IMAGE, boot, more);
    }

    private static String sha256(Path file) throws IOException, GeneralSecurityException {
        return sha256Hex(Files.readAllBytes(file));
    }

    private static String sha256Hex(byte[] content) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
