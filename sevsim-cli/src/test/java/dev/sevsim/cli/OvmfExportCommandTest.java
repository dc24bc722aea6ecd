package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.abi.Bytes;
import dev.sevsim.ovmf.image.AmdSevImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OvmfExportCommandTest {
    @TempDir
    private Path directory;

    @Test
    void writesFilesThatMeasureLikeTheEmbeddedOnes() throws IOException {
        CapturedRun run = CapturedRun.of("firmware", "export", "--out", directory);
        CapturedRun measured = CapturedRun.of(
                "owner",
                "measure",
                "--firmware",
                directory.resolve("OVMF.fd"),
                "--kernel",
                directory.resolve("vmlinuz"),
                "--initrd",
                directory.resolve("initrd.img"),
                "--append",
                Files.readString(directory.resolve("cmdline")));
        CapturedRun launched = CapturedRun.of("launch", "--seed", "1", "--run", "true");

        assertThat(run.out()).hasLineCount(4);
        String digest = measured.out()
                .lines()
                .filter(line -> line.startsWith("launch digest"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".* ", "");
        assertThat(launched.out()).contains("launch digest " + digest);
    }

    @Test
    void writesTheImageOfARelease() throws IOException {
        CapturedRun run =
                CapturedRun.of("firmware", "export", "--out", directory, "--firmware-release", "202202", "--json");

        assertThat(run.out()).startsWith("{\"OVMF.fd\":").hasLineCount(1);
        assertThat(Bytes.copyOf(Files.readAllBytes(directory.resolve("OVMF.fd"))))
                .isNotEqualTo(AmdSevImage.standard());
    }
}
