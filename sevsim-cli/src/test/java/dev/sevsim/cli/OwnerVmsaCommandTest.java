package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.ovmf.image.AmdSevImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnerVmsaCommandTest {
    @TempDir
    private Path directory;

    @Test
    void writesAreasThatMeasureLikeTheirProcessors() throws IOException {
        Path image =
                Files.write(directory.resolve("OVMF.fd"), AmdSevImage.standard().toArray());

        CapturedRun run = CapturedRun.of(
                "owner", "vmsa", "--vcpus", 3, "--vcpu-sig", "0xA00F11", "--firmware", image, "--out", directory);
        CapturedRun byFiles = CapturedRun.of(
                "owner",
                "measure",
                "--policy",
                5,
                "--firmware",
                image,
                "--vcpus",
                3,
                "--vmsa-cpu0",
                directory.resolve("vmsa0.bin"),
                "--vmsa-cpu1",
                directory.resolve("vmsa1.bin"));
        CapturedRun bySignature = CapturedRun.of(
                "owner", "measure", "--policy", 5, "--firmware", image, "--vcpus", 3, "--vcpu-sig", "0xA00F11");

        assertThat(run.out()).hasLineCount(2);
        assertThat(Files.size(directory.resolve("vmsa1.bin"))).isEqualTo(4096);
        assertThat(byFiles.status()).isZero();
        assertThat(digest(byFiles)).isEqualTo(digest(bySignature));
    }

    /** The help of owner measure names how the two match. */
    @ParameterizedTest
    @CsvSource({"qemu, off, newest", "qemu-legacy, auto, 6.1"})
    void measuresTheVmTypeOfALaunch(String vmm, String legacy, String kernel) throws IOException {
        Path image =
                Files.write(directory.resolve("OVMF.fd"), AmdSevImage.standard().toArray());
        String vmType = "--legacy-vm-type=" + legacy;

        CapturedRun launch = CapturedRun.of(
                "launch", "--sev-es", "--json", "--firmware", image, "--seed", 1, vmType, "--host-kernel", kernel);
        CapturedRun measured = CapturedRun.of(
                "owner",
                "measure",
                "--policy=5",
                "--firmware",
                image,
                "--vcpus=1",
                "--vcpu-type=EPYC-Milan",
                "--vmm-type",
                vmm);

        assertThat(launch.out())
                .contains("\"launchDigest\":\"" + digest(measured).replaceFirst("launch digest +", "") + "\"");
        assertThat(CapturedRun.of("owner", "measure", "--help").out()).contains("--vmm-type", "qemu-legacy");
    }

    @Test
    void refusesAnOutputWithoutAMeasurement() throws IOException {
        Path image =
                Files.write(directory.resolve("OVMF.fd"), AmdSevImage.standard().toArray());
        Path out = directory.resolve("out");

        CapturedRun run = CapturedRun.of("owner", "measure", "--firmware", image, "--outfile", out);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--outfile takes a computed measurement, which needs --tik");
        assertThat(out).doesNotExist();
    }

    private static String digest(CapturedRun run) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith("launch digest"))
                .findFirst()
                .orElseThrow();
    }
}
