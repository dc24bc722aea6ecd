package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sevsim.ovmf.image.AmdSevImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaunchFilesOptionsTest {
    @TempDir
    private Path directory;

    @Test
    void needsAnImage() {
        CapturedRun run = CapturedRun.of("owner", "measure");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .isEqualToNormalizingNewlines("sevsim: --firmware is missing, give the OVMF image of the launch\n");
    }

    @Test
    void takesTheCommandLineUnderBothNames() throws IOException {
        Path image =
                Files.write(directory.resolve("OVMF.fd"), AmdSevImage.standard().toArray());
        Path kernel = Files.write(directory.resolve("vmlinuz"), new byte[1024]);

        String one = measure(image, kernel, "--append", "quiet");

        assertThat(measure(image, kernel, "--cmdline", "quiet")).isEqualTo(one);
        assertThat(measure(image, kernel, "--cmdline", "loud")).isNotEqualTo(one);
    }

    /** QEMU takes an empty file; sev-snp-measure computes the digest of a launch without an initrd for it. */
    @Test
    void measuresAnEmptyInitrdAsNone() throws IOException {
        assertThat(CapturedRun.of("firmware", "export", "--out", directory).status())
                .isZero();
        Path empty = Files.createFile(directory.resolve("empty"));
        Path image = directory.resolve("OVMF.fd");
        Path kernel = directory.resolve("vmlinuz");

        assertThat(measure(image, kernel, "--initrd", empty.toString()))
                .isEqualTo(measure(image, kernel, "--append", ""));
        assertThat(measure(image, kernel, "--initrd", kernel.toString()))
                .isNotEqualTo(measure(image, kernel, "--append", ""));
        CapturedRun run = CapturedRun.of(
                "launch",
                "--firmware",
                image,
                "--kernel",
                kernel,
                "--initrd",
                empty,
                "--expect-initrd",
                empty,
                "--run",
                "id");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("uid=0(root)", "verdict: accepted");
    }

    private static String measure(Path image, Path kernel, String option, String text) {
        CapturedRun run = CapturedRun.of("owner", "measure", "--firmware", image, "--kernel", kernel, option, text);
        assertThat(run.status()).isZero();
        return run.out();
    }
}
