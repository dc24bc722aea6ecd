package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.ovmf.image.AmdSevImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static String digest(CapturedRun run) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith("launch digest"))
                .findFirst()
                .orElseThrow();
    }
}
