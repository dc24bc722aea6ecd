package dev.sevsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformExportCommandTest {
    @TempDir
    private Path directory;

    @Test
    void writesCertificatesAndChainsThatVerify() throws IOException {
        Path certificates = directory.resolve("a").resolve("certs");

        CapturedRun run =
                CapturedRun.of("platform", "export", "--state", directory.resolve("state"), "--out", certificates);
        CapturedRun verified = CapturedRun.of("owner", "verify", "--chain", certificates.resolve("full.chain"));

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("  2084  " + certificates.resolve("pdh.cert"))
                .hasLineCount(8);
        assertThat(Files.size(certificates.resolve("sev.chain"))).isEqualTo(4 * 2084);
        assertThat(verified.status()).isZero();
    }
}
