package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformImportCommandTest {
    @TempDir
    private Path directory;

    @Test
    void refusesFilesThatAreNoCertificatesBeforeThePlatformStarts() throws IOException {
        Path small = Files.write(directory.resolve("small"), new byte[100]);
        Path state = directory.resolve("state");

        CapturedRun run = CapturedRun.of("platform", "cert-import", "--state", state, "--pek", small, "--oca", small);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains("PEK certificate " + small + " has 100 bytes, expected 2084")
                .hasLineCount(1);
        assertThat(state).doesNotExist();
    }

    @Test
    void explainsWhyTheFirmwareRefusesAnUnsignedCertificate() {
        Path state = directory.resolve("state");
        Path csr = directory.resolve("pek.csr");
        CapturedRun made = CapturedRun.of("platform", "csr", "--state", state, "--out", csr);

        CapturedRun run = CapturedRun.of("platform", "cert-import", "--state", state, "--pek", csr, "--oca", csr);

        assertThat(made.status()).isZero();
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("sevsim: platform refused with ").hasLineCount(1);
    }
}
