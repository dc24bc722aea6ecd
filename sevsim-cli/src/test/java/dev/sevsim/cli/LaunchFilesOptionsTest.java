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

    private static String measure(Path image, Path kernel, String option, String text) {
        CapturedRun run = CapturedRun.of("owner", "measure", "--firmware", image, "--kernel", kernel, option, text);
        assertThat(run.status()).isZero();
        return run.out();
    }
}
